import type { ReleaseEvent } from '../../../src/domain/events.ts';
import type { Plan } from '../../../src/domain/plan.ts';
import type { ProviderConfig } from '../../../src/domain/target.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { connectPromptly, whenReady } from '../../../src/platform/redis.ts';
import { createProducer } from '../../../src/queue/producer.ts';
import { createRedisStore } from '../../../src/store/redis-store.ts';
import { examplePlan } from '../../support/release-plan.ts';
import { imageOf, namespaceOf, serviceOf, versions } from './fleet.ts';

const hour = 3_600_000;
const atOnce = 50;

export interface Seeding {
  redisUrl: string;
  prefix: string;
  releases: number;
  metrics: ProviderConfig;
  /** Port of the pods. */
  port: number;
  /** Between two looks. */
  intervalMs: number;
  /** When the first look is due, in ms since the epoch; those of the others follow within one interval. */
  from: number;
}

/** Live releases in the middle of a bake, each with a job. Gives their ids by index. */
export async function seedReleases(seeding: Seeding): Promise<string[]> {
  const { redisUrl, prefix, releases, intervalMs, from } = seeding;
  const redis = connectPromptly(redisUrl);
  await whenReady(redis, 10_000);
  const store = createRedisStore(redis, `${prefix}:`);
  const queue = createProducer(redis, prefix, silentLog);
  const ids: string[] = [];
  async function one(index: number): Promise<void> {
    const plan = planOf(index, seeding);
    const request = {
      by: { id: 'U1', name: 'ren' },
      service: serviceOf(index),
      version: versions.candidate,
      environment: 'production',
      strategy: null,
      reason: null,
      key: `seed-${index}`,
      channel: null,
      backwards: false,
    };
    const made = await store.create({ type: 'requested', at: Date.now(), request, plan, digest: 'bench', gates: [] });
    if (made.kind !== 'created') throw new Error(`seeding ${index}: ${made.kind}`);
    const saved = await store.append(made.id, 1, untilBake(plan, from - intervalMs + (index * intervalMs) / releases));
    if (saved.kind !== 'appended') throw new Error(`seeding ${index}: ${saved.kind}`);
    await store.markNotified(made.id, saved.version);
    await queue.wake(made.id);
    ids[index] = made.id;
  }
  const all = Array.from({ length: releases }, (_, index) => index).values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const index of all) await one(index);
    }),
  );
  await queue.close();
  redis.disconnect();
  return ids;
}

function planOf(index: number, { metrics, port, intervalMs }: Seeding): Plan {
  const service = serviceOf(index);
  const plan = examplePlan({ from: versions.stable, to: versions.candidate });
  const { target } = plan;
  return {
    ...plan,
    from: { version: versions.stable, image: imageOf(index, versions.stable) },
    to: { version: versions.candidate, image: imageOf(index, versions.candidate) },
    target: {
      ...target,
      service,
      cluster: 'bench',
      namespace: namespaceOf(index),
      workload: { name: service, container: 'app', service, port },
      repository: `registry.example/${service}`,
      router: { kind: 'istio', virtualService: service },
      metrics,
      analysis: { ...target.analysis, intervalMs, minRequests: 20 },
      limits: { ...target.limits, totalMs: 24 * hour },
    },
    steps: plan.steps.map((step) =>
      step.action.kind === 'bake' ? { ...step, action: { ...step.action, forMs: hour } } : step,
    ),
  };
}

/** Up to the bake at 25 percent, with one good look. */
function untilBake({ steps }: Plan, looked: number): ReleaseEvent[] {
  const bake = steps.findIndex(({ action }) => action.kind === 'bake' && action.percent === 25);
  const at = Date.now();
  const done = Array.from({ length: bake }, (_, index): ReleaseEvent[] => [
    { type: 'step.started', at, index },
    { type: 'step.done', at, index, note: '' },
  ]);
  return [
    { type: 'started', at },
    ...done.flat(),
    { type: 'step.started', at, index: bake },
    { type: 'measured', at: looked, sample: null, verdict: { kind: 'healthy', findings: [] } },
  ];
}
