import { approve as approvePlan } from '../../src/requests/decide.ts';
import { changing } from './click.ts';

/** Counts for exactly the plan that stood on the card. */
export const approve = changing('approve', ({ requests }, { by }, { id, digest }) =>
  approvePlan(requests, id, by, digest),
);
