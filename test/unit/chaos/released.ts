import { check } from '../../chaos/check.ts';
import type { Evidence } from '../../chaos/evidence.ts';
import type { Entry } from '../../chaos/shapes.ts';
import { logOf, nothing } from './found.ts';

/** web, asked for in production, where one of the leads must approve. */
export const asked = {
  type: 'requested',
  at: 1,
  id: 'r1',
  digest: 'd',
  request: { service: 'web', environment: 'production', by: { id: 'aoi', name: 'aoi' } },
  plan: {
    from: { image: 'old' },
    to: { image: 'new' },
    target: { approval: { required: 1, selfApproval: false, groups: ['leads'], users: [] } },
    steps: [{ action: { kind: 'workload.update' } }],
  },
} as unknown as Entry;
export const approved = (id: string, digest = 'd'): Entry => ({ type: 'approved', at: 2, by: { id }, digest });
export const began = (index: number): Entry => ({ type: 'step.started', at: 3, index });
export const done = (index: number): Entry => ({ type: 'step.done', at: 4, index });
export const undone = (index: number): Entry => ({ type: 'undo.done', at: 5, index });
export const rollback: Entry = { type: 'rollback.started', at: 4 };
export const end: Entry = { type: 'finished', at: 9, outcome: 'succeeded' };
export const good = [asked, approved('mika'), began(0), done(0), began(1), done(1), end];

export const marked = (...keys: string[]) => keys.map((key) => ({ release: 'r1', key }));
/** What there is once it is over: one log, and all that its end says. */
export function evidence(events: readonly Entry[], more: Partial<Evidence> = {}): Evidence {
  const marks = marked('card', 'report', ...(events.includes(rollback) ? ['alert:rollback'] : []));
  const cluster = { leftovers: [], running: ['web@production new'], ranFirst: ['web@production old'] };
  const firstWrites = [{ release: 'r1', at: 3 }];
  return {
    ...nothing,
    logs: [logOf('r1', events)],
    marks,
    approvers: ['mika', 'aoi'],
    firstWrites,
    ...cluster,
    ...more,
  };
}
/** The invariants that do not hold. */
export const broken = (given: Evidence) => [...new Set(check(given).map(({ invariant }) => invariant))];
