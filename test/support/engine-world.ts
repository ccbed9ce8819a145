import type { ReleaseEvent } from '../../src/domain/events.ts';
import { foldLog } from '../../src/domain/fold.ts';
import type { Migration } from '../../src/domain/migration.ts';
import type { Release } from '../../src/domain/release.ts';
import type { AnalysisSettings, Strategy } from '../../src/domain/target.ts';
import type { Sample } from '../../src/domain/verdict.ts';
import { createFoldedLogs } from '../../src/engine/folded.ts';
import type { EngineDeps } from '../../src/engine/ports.ts';
import type { Advance } from '../../src/engine/round.ts';
import { advance } from '../../src/engine/run.ts';
import type { Gates } from '../../src/gates/ask.ts';
import { planDigest } from '../../src/platform/digest.ts';
import type { KubeObject } from '../../src/platform/kube.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { Flags } from '../../src/providers/flags/flags.ts';
import { createRouter } from '../../src/providers/routers/index.ts';
import { lookAtTarget } from '../../src/requests/snapshot.ts';
import { makePlan } from '../../src/strategies/make-plan.ts';
import type { FlagToMove } from '../../src/strategies/with-flags.ts';
import { type JobEnd, runJobs } from './fake-jobs.ts';
import { createFakeKube, type FakeKube } from './fake-kube.ts';
import { runWorkloads } from './fake-workloads.ts';
import { testSeals } from './fence.ts';
import { figures } from './figures.ts';
import { createMemoryStore } from './memory-store.ts';
import { mika } from './people.ts';
import { exampleTarget } from './release-plan.ts';
import { exampleRequest } from './request.ts';
import { candidateWeightIn } from './traffic-writes.ts';

const namespace = 'shop';
const image = (version: string) => `registry.example/checkout:${version}`;

/** Time that only moves when a test says so. */
export function createTestClock(start = Date.UTC(2026, 10, 20)) {
  let now = start;
  return {
    now: () => now,
    sleep: async () => undefined,
    passTo: (at: number) => {
      now = Math.max(now, at);
    },
  };
}

function objects(replicas: number, { initContainers, containers = [] }: Template = {}): KubeObject[] {
  const labels = { app: 'checkout' };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'checkout', namespace, labels, annotations: { team: 'payments' } },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            ...(initContainers ? { initContainers } : {}),
            containers: [{ name: 'app', image: image('2.4.0'), env: [{ name: 'A', value: '1' }] }, ...containers],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'checkout', namespace },
      spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
    },
    {
      apiVersion: 'networking.istio.io/v1',
      kind: 'VirtualService',
      metadata: { name: 'checkout', namespace },
      spec: {
        hosts: ['checkout'],
        http: [{ name: 'primary', route: [{ destination: { host: 'checkout' } }], timeout: '4s' }],
      },
    },
  ];
}

type Template = NonNullable<EngineWorldOptions['template']>;

export interface EngineWorldOptions {
  strategy: Strategy;
  router?: 'istio' | 'replicas';
  replicas?: number;
  /** Over those of the example. */
  analysis?: Partial<AnalysisSettings>;
  /** What else stands in stable's pod template. */
  template?: { initContainers?: object[]; containers?: object[] };
  /** Changes the cluster before anything is planned or runs. */
  prepare?(kube: FakeKube): void;
  /** Deployments that are `stuck` keep the status that the test gives them. */
  behave?(deployment: KubeObject): 'ready' | 'stuck';
  /** The service of feature flags, and those that move with the release. */
  flags?: { service: Flags; moving: readonly FlagToMove[] };
  /** How its database changes, and how the Jobs of that end, by their names. */
  migration?: Migration | undefined;
  jobs?(name: string): JobEnd;
  /** None asks where the test names none. */
  gates?: Gates;
  /** What the metric source answers at each look. */
  sample?(look: number, at: number, share: number | null): Sample | 'no-data' | 'void' | 'failed';
}

/** Sluice's engine over a fake cluster, an in-memory log and a clock that the test moves. */
export async function createEngineWorld(options: EngineWorldOptions) {
  const { strategy, router = 'istio', replicas = 4, analysis = {}, behave, sample = healthySample } = options;
  const kube: FakeKube = createFakeKube({ objects: objects(replicas, options.template) });
  options.prepare?.(kube);
  runWorkloads(kube, behave);
  runJobs(kube, options.jobs);
  const clock = createTestClock();
  const store = createMemoryStore();
  let looks = 0;
  const config = router === 'istio' ? { kind: 'istio', virtualService: 'checkout' } : { kind: 'replicas' };
  const example = exampleTarget({
    namespace,
    router: config,
    strategy,
    ...(options.migration && { migration: options.migration }),
  });
  const target = { ...example, analysis: { ...example.analysis, ...analysis } };
  const look = await lookAtTarget(() => kube, target);
  if (look.kind === 'refused') throw new Error(look.refusal.code);
  const plan = makePlan({
    target,
    strategy,
    precision: router === 'istio' ? 'exact' : 'pods',
    snapshot: look.snapshot,
    from: { version: '2.4.0', image: look.snapshot.image },
    to: { version: '2.4.1', image: image('2.4.1') },
    ...(options.flags ? { flags: options.flags.moving } : {}),
  });
  const deps: EngineDeps = {
    store,
    clock,
    log: silentLog,
    clusters: () => kube,
    seals: testSeals,
    routerOf: () => createRouter({ clusters: () => kube, clock }, config),
    flagsOf: () => options.flags?.service ?? null,
    gates: options.gates ?? { asks: () => false, ask: async () => [] },
    metricsOf: () => ({
      answers: ['requests', 'durations'],
      look: async () => ({ wrong: null, notWatched: [], counts: null }),
      check: async () => null,
      async measure(_plan, checkpoint) {
        looks += 1;
        const seen = sample(looks, clock.now(), shareNow(kube));
        if (seen === 'void')
          return { measurement: { kind: 'no-data', detail: 'several processes', voids: true }, checkpoint };
        if (seen === 'no-data' || seen === 'failed') return { measurement: { kind: seen, detail: seen }, checkpoint };
        return { measurement: { kind: 'sample', sample: seen }, checkpoint: { looks } };
      },
    }),
    folded: createFoldedLogs(10),
    told: () => undefined,
    whenIdle: async () => undefined,
    seen: () => undefined,
  };
  const request = exampleRequest();
  const digest = planDigest(plan);
  await store.create({ type: 'requested', at: clock.now(), request, plan, digest, gates: [] });
  await store.append('r1', 1, [{ type: 'approved', at: clock.now(), by: mika, digest }]);
  return { kube, clock, store, deps, plan, events, release, run, turn };

  async function events(): Promise<ReleaseEvent[]> {
    const loaded = await store.load('r1');
    return loaded.kind === 'found' ? loaded.events : [];
  }

  async function release(): Promise<Release> {
    return foldLog(await events());
  }

  /** One turn of a worker, at the time that the last one asked for. */
  async function turn(): Promise<Advance> {
    const result = await advance(deps, 'r1', new AbortController().signal);
    if (result.kind === 'wait') clock.passTo(result.until);
    return result;
  }

  /** Turns until the release has ended, or `turns` are over. */
  async function run(turns = 5000): Promise<Release> {
    for (let count = 0; count < turns; count += 1) if ((await turn()).kind === 'ended') break;
    return release();
  }
}

/** A canary of three steps, each watched for 10 s. */
export const canary: Strategy = { kind: 'canary', steps: [1, 25, 100].map((percent) => ({ percent, bakeMs: 10_000 })) };

/** Requests in one look where a router divides them. */
const routed = 20_000;

/** @param share percent of the traffic that the candidate has by the routes; null where no router divides it */
export const healthySample = (_look: number, at: number, share: number | null = null): Sample => ({
  from: at - 2000,
  to: at,
  ...dividedBy(share, 0),
});
export const badSample = (_look: number, at: number, share: number | null = null): Sample => ({
  from: at - 2000,
  to: at,
  ...dividedBy(share, 0.3),
});

function dividedBy(share: number | null, errors: number): Pick<Sample, 'candidate' | 'stable'> {
  if (share === null) return { candidate: figures(100, 100 * errors), stable: figures(400, 1) };
  const candidate = (routed * share) / 100;
  return { candidate: figures(candidate, candidate * errors), stable: figures(routed - candidate, 1 - share / 100) };
}

/** Percent that the routes give the candidate; 0 where they do not name it. */
function shareNow(kube: FakeKube): number | null {
  const routes = kube.all().find(({ kind }) => kind === 'VirtualService');
  return JSON.stringify(routes ?? {}).includes('checkout-candidate') ? candidateWeightIn(routes) : null;
}

/** What a user sees of a cluster: all objects but pods, ReplicaSets, status and what the server assigns. */
export function visible(kube: FakeKube): unknown {
  return kube
    .all()
    .filter(({ kind }) => kind !== 'Pod' && kind !== 'ReplicaSet')
    .map(({ status: _status, metadata, ...rest }) => {
      const { resourceVersion: _version, generation: _generation, managedFields: _fields, ...kept } = metadata;
      return { ...rest, metadata: kept };
    })
    .sort((a, b) => `${a['kind']}${a.metadata.name}`.localeCompare(`${b['kind']}${b.metadata.name}`));
}
