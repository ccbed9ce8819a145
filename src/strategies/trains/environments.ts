import { isWithin } from '../../domain/place.ts';
import type { TrainKind } from './train-kind.ts';

/** Through the environments up to the one that is named, in promotion order, and through all places of each. */
export const environments: TrainKind = {
  through(targets, named) {
    const last = targets.findLastIndex(({ environment }) => isWithin(environment, named));
    return targets.slice(0, last + 1);
  },
  subject: (_, common) => ({ kind: 'environments', ...common }),
  shownAs: (_, last) => last.environment,
};
