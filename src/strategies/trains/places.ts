import { isWithin } from '../../domain/place.ts';
import type { TrainKind } from './train-kind.ts';

/** Through the places of one environment, ring after ring. */
export const places: TrainKind = {
  through: (targets, named) => targets.filter(({ environment }) => isWithin(environment, named)),
  subject: (environment, common) => ({ kind: 'places', environment, ...common }),
  shownAs: (named) => named,
};
