import type { Target } from '../../domain/target.ts';
import type { TrainSubject } from '../../domain/train.ts';

/** What is said of every train alike. */
export type Common = Pick<TrainSubject, 'stages' | 'onFailure'>;

/** One kind of train of a service: which targets it passes, and what it is about. */
export interface TrainKind {
  /** Those of the service's targets that get the version, in this order. @param named as the request names where it goes */
  through(targets: readonly Target[], named: string): readonly Target[];
  /** What its plan is about. */
  subject(named: string, common: Common): TrainSubject;
  /** Where it goes, for titles, links and the channel. @param last the target in which it ends */
  shownAs(named: string, last: Target): string;
}
