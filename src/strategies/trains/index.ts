import type { VersionTrain } from '../../domain/train.ts';
import { environments } from './environments.ts';
import { places } from './places.ts';
import type { TrainKind } from './train-kind.ts';

/** The kinds of train of one version, by the name under which they are asked for. */
export const trainKinds: Record<VersionTrain, TrainKind> = { environments, places };
