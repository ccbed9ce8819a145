import type { Children } from '../../src/steps/children.ts';
import type { StepContext } from '../../src/steps/step.ts';
import { routerOver } from '../contract/routers/common.ts';
import { noWebhook } from './fake-webhook.ts';

/** A release that is no train has none. */
export const noChildren: Children = {
  begun: [],
  find: async () => null,
  ask: async () => ({ kind: 'refused', detail: 'there are no releases here' }),
  abort: async () => undefined,
  standing: async () => ({ kind: 'well' }),
};

type Given = 'release' | 'plan' | 'kube' | 'fence';

/** What a step of a release that has done nothing yet is given. */
export function stepContext(given: Pick<StepContext, Given> & Partial<StepContext>): StepContext {
  return {
    target: given.plan.target,
    router: routerOver(given.kube, { kind: 'replicas' }),
    now: 0,
    since: 0,
    stableWritten: false,
    routesWritten: false,
    kept: false,
    done: [],
    shown: null,
    waived: false,
    promoted: false,
    paused: false,
    children: noChildren,
    begun: [],
    calls: {},
    callWebhook: noWebhook,
    requestedAt: 0,
    approvedAt: 0,
    lockDatabase: async () => ({ kind: 'locked' }),
    freeDatabase: async () => undefined,
    healthy: false,
    flags: null,
    undoing: false,
    ...given,
  };
}
