import { beforeEach, vi } from 'vitest';
import type { connectKube } from '../../../sandbox/workloads/kube-client.ts';
import type { Action, ActionOf } from '../../../src/actions/index.ts';
import type { Migration } from '../../../src/domain/migration.ts';
import type { BegunJob } from '../../../src/domain/release.ts';
import type { Fence } from '../../../src/platform/kube/fence.ts';
import type { Kube, KubeObject } from '../../../src/platform/kube.ts';
import { runAction } from '../../../src/steps/index.ts';
import type { StepContext, StepOutcome } from '../../../src/steps/step.ts';
import { jobKind } from '../../../src/workloads/job/state.ts';
import { podKind } from '../../../src/workloads/objects/refs.ts';
import { fenceOf } from '../../support/fence.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { stepContext } from '../../support/step-context.ts';

/** A cluster whose Jobs end when they are told to. */
export interface JobCluster {
  kube: Kube;
  namespace: string;
  /** Ends the pod of a Job, once it is there. */
  end(job: string, phase: 'Succeeded' | 'Failed'): Promise<void>;
  /** What a node says of the pod of a Job, once it is there. */
  say(job: string, status: object): Promise<void>;
}

export const work = { job: null, image: null, command: ['migrate', 'up'], deadlineMs: 60_000 };
export const expandJob = 'checkout-migration-expand';
export const migration: Migration = { database: 'orders', destructive: 'allow', expand: work };
export const soon = { timeout: 30_000, interval: 50 };

const logs = new WeakMap<JobCluster, BegunJob[]>();

/** What the log of the release says of its Jobs: all its workers read the same. */
function logOf(cluster: JobCluster): BegunJob[] {
  const log = logs.get(cluster) ?? [];
  logs.set(cluster, log);
  return log;
}

function inLog(cluster: JobCluster, outcome: StepOutcome): StepOutcome {
  const log = logOf(cluster);
  const { begun, ended } = outcome;
  if (begun) log.push({ ...begun, succeeded: null });
  const over = log.find(({ uid }) => uid === ended?.uid);
  if (over && ended) over.succeeded = ended.succeeded;
  return outcome;
}

/** A worker of release r-1, which runs phases of its migration. */
export function workerOn(
  cluster: JobCluster,
  migration: Migration,
  more: Partial<StepContext & { token: number; fence: Fence }> = {},
) {
  const { kube, namespace } = cluster;
  const plan = examplePlan({ target: { namespace, migration } });
  const { token = 1, ...rest } = more;
  const context = stepContext({
    release: 'r-1',
    plan,
    kube,
    fence: fenceOf('r-1', token, { goesBack: rest.undoing ?? false }),
    begun: logOf(cluster),
    ...rest,
  });
  const kept = async (outcome: Promise<StepOutcome>) => inLog(cluster, await outcome);
  const act = (action: Action) => kept(runAction(context, action));
  const run = (phase: ActionOf<'migration.run'>['phase']) => act({ kind: 'migration.run', phase });
  const undo = () => act({ kind: 'migration.undo' });
  return {
    context,
    act,
    run,
    undo,
    /** A phase again and again, until what it comes to is as wanted. */
    until: (holds: (outcome: StepOutcome) => boolean, phase: Parameters<typeof run>[0]) =>
      vi.waitFor(async () => {
        const outcome = await run(phase);
        if (!holds(outcome)) throw new Error(`it came to ${outcome.kind}`);
        return outcome;
      }, soon),
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

/** The cluster of the test, with a service in a namespace of its own. */
export function freshCluster(make: () => Promise<JobCluster>): () => JobCluster {
  let cluster: JobCluster;
  beforeEach(async () => {
    cluster = await make();
    await cluster.kube.create(service(cluster.namespace));
  }, 60_000);
  return () => cluster;
}

type Admin = ReturnType<typeof connectKube>;

/** Says what a node would say, with the rights of one. */
export function saysOfPod(kube: Kube, admin: Admin, namespace: string): JobCluster['say'] {
  return (job, status) =>
    vi.waitFor(async () => {
      const [pod] = await kube.list(podKind, namespace, `job-name=${job}`);
      if (!pod) throw new Error(`${job} has no pod`);
      await admin.patch(`/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}/status`, { status });
    }, soon);
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
