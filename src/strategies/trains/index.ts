import type { TrainAsked } from '../../domain/train.ts';
import { environments } from './environments.ts';
import { places } from './places.ts';
import type { TrainKind } from './train-kind.ts';

/** The kinds of train by the name under which they are asked for. */
export const trainKinds: Record<TrainAsked['kind'], TrainKind> = { environments, places };
