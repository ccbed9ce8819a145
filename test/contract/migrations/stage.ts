import { vi } from 'vitest';
import type { ActionOf } from '../../../src/actions/index.ts';
import type { Migration } from '../../../src/domain/migration.ts';
import type { Fence } from '../../../src/platform/kube/fence.ts';
import type { Kube, KubeObject } from '../../../src/platform/kube.ts';
import { runAction } from '../../../src/steps/index.ts';
import type { StepContext, StepOutcome } from '../../../src/steps/step.ts';
import { jobKind } from '../../../src/workloads/job/state.ts';
import { podKind } from '../../../src/workloads/objects/refs.ts';
import { fenceOf } from '../../support/fence.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { routerOver } from '../routers/common.ts';

/** A cluster whose Jobs end when they are told to. */
export interface JobCluster {
  kube: Kube;
  namespace: string;
  /** Ends the pod of a Job, once it is there. */
  end(job: string, phase: 'Succeeded' | 'Failed'): Promise<void>;
}

export const work = { job: null, image: null, command: ['migrate', 'up'], deadlineMs: 60_000 };
export const soon = { timeout: 30_000, interval: 50 };

/** A worker of release r-1, which runs phases of its migration. */
export function workerOn(
  { kube, namespace }: JobCluster,
  migration: Migration,
  more: Partial<StepContext & { token: number; fence: Fence }> = {},
) {
  const plan = examplePlan({ target: { namespace, migration } });
  const { token = 1, ...rest } = more;
  const context: StepContext = {
    release: 'r-1',
    plan,
    target: plan.target,
    kube,
    router: routerOver(kube, { kind: 'replicas' }),
    fence: fenceOf('r-1', token, { goesBack: rest.undoing ?? false }),
    now: 0,
    since: 0,
    stableWritten: false,
    routesWritten: false,
    done: [],
    waived: false,
    lockDatabase: async () => ({ kind: 'locked' }),
    flags: null,
    undoing: false,
    ...rest,
  };
  const run = (phase: ActionOf<'migration.run'>['phase']) => runAction(context, { kind: 'migration.run', phase });
  const undo = () => runAction(context, { kind: 'migration.undo' });
  return {
    context,
    run,
    undo,
    /** Until it neither waits nor is in doubt. */
    toEnd: (act: () => Promise<StepOutcome>) =>
      vi.waitFor(async () => {
        const outcome = await act();
        if (outcome.kind === 'wait') throw new Error(`still waits for ${outcome.what}`);
        return outcome;
      }, soon),
  };
}

export async function jobsOf({ kube, namespace }: JobCluster): Promise<KubeObject[]> {
  return kube.list(jobKind, namespace);
}

export async function podsOf({ kube, namespace }: JobCluster, job: string): Promise<KubeObject[]> {
  return kube.list(podKind, namespace, `job-name=${job}`);
}

/** What a service's owner has applied. */
export function service(namespace: string): KubeObject {
  const env = [{ name: 'DATABASE_URL', value: 'postgres://shop:hunter22@db/orders' }];
  const container = { name: 'app', image: 'registry.example/checkout:2.4.0', env, ports: [{ containerPort: 8080 }] };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'checkout', namespace },
    spec: {
      replicas: 0,
      selector: { matchLabels: { app: 'checkout' } },
      template: { metadata: { labels: { app: 'checkout' } }, spec: { containers: [container] } },
    },
  };
}
