import type { TrainAsked } from '../../domain/train.ts';
import type { RequestDeps } from '../deps.ts';
import type { Draft } from '../drafted.ts';
import type { Placed } from '../place.ts';
import type { DraftOne } from './draft-train.ts';
import { draftSet } from './set.ts';
import { draftVersionTrain } from './version-train.ts';

/** Makes the draft of a train. Reads only, and drafts of its releases what can be known before it begins. */
export function draftTrain(deps: RequestDeps, placed: Placed, train: TrainAsked, draftOne: DraftOne): Promise<Draft> {
  switch (train.kind) {
    case 'environments':
    case 'places':
      return draftVersionTrain(deps, placed, train.kind, draftOne);
    case 'set':
      return draftSet(deps, placed, train.back, draftOne);
  }
}
