import type { Configuration } from '../../src/domain/configuration.ts';
import type { ReleaseEvent } from '../../src/domain/events.ts';
import { foldLog } from '../../src/domain/fold.ts';
import type { Migration } from '../../src/domain/migration.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { Release } from '../../src/domain/release.ts';
import type { AnalysisSettings, Strategy, Target } from '../../src/domain/target.ts';
import type { Sample } from '../../src/domain/verdict.ts';
import { createFoldedLogs } from '../../src/engine/folded.ts';
import type { EngineDeps } from '../../src/engine/ports.ts';
import type { Advance } from '../../src/engine/round.ts';
import { advance } from '../../src/engine/run.ts';
import type { Gates } from '../../src/gates/ask.ts';
import { planDigest } from '../../src/platform/digest.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { CallWebhook } from '../../src/platform/webhook.ts';
import type { Flags } from '../../src/providers/flags/flags.ts';
import type { GoalCount } from '../../src/providers/metrics/goal-count.ts';
import { createRouter } from '../../src/providers/routers/index.ts';
import { configurationToMove } from '../../src/requests/configuration.ts';
import { lookAtTarget } from '../../src/requests/snapshot.ts';
import type { Children } from '../../src/steps/children.ts';
import { type FlagByItself, makeFlagPlan } from '../../src/strategies/flag-plan.ts';
import { makePlan } from '../../src/strategies/make-plan.ts';
import type { PlanInput } from '../../src/strategies/planner.ts';
import { makeSetPlan, targetOfSet } from '../../src/strategies/set-plan.ts';
import { makeTrainPlan } from '../../src/strategies/train-plan.ts';
import type { FlagToMove } from '../../src/strategies/with-flags.ts';
import { configurationObjects, configuredContainer } from './configuration.ts';
import { image, namespace, objects, type Template } from './engine-objects.ts';
import { runDaemonSets } from './fake-daemon-set.ts';
import { runEndpoints } from './fake-endpoints.ts';
import { type JobEnd, runJobs } from './fake-jobs.ts';
import { createFakeKube, type FakeKube } from './fake-kube.ts';
import { runStatefulSets } from './fake-stateful-set.ts';
import { noWebhook } from './fake-webhook.ts';
import { type Behave, runWorkloads } from './fake-workloads.ts';
import { testSeals } from './fence.ts';
import { figures } from './figures.ts';
import { createMemoryStore } from './memory-store.ts';
import { mika } from './people.ts';
import { exampleTarget } from './release-plan.ts';
import { exampleRequest } from './request.ts';
import { noChildren } from './step-context.ts';
import { candidateCopiesIn, candidateWeightIn } from './traffic-writes.ts';
import { type TrainThrough, trainInput } from './train-input.ts';

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

/** The kinds of router that the world has the objects for. */
export const worldRouters = ['istio', 'replicas', 'service'] as const;
export type WorldRouter = (typeof worldRouters)[number];

export interface EngineWorldOptions {
  strategy: Strategy;
  router?: WorldRouter;
  replicas?: number;
  /** Of the workload; a Deployment where it is not said. */
  kind?: Target['workload']['kind'];
  /** That an older version comes back. */
  rollback?: PlanInput['rollback'];
  /** Over those of the example. */
  analysis?: Partial<AnalysisSettings>;
  /** What else stands in stable's pod template. */
  template?: Template;
  /** Changes the cluster before anything is planned or runs. */
  prepare?(kube: FakeKube): void;
  /** Workloads that are `stuck` keep the pods and the status that they have. */
  behave?: Behave;
  /** The service of feature flags, and those that move with the release. */
  flags?: { service: Flags; moving: readonly FlagToMove[] };
  /** A flag of that service that is released by itself. */
  alone?: Pick<FlagByItself, 'asked' | 'how' | 'before'>;
  /** What the catalogue says of flags. */
  releaseFlags?: Target['releaseFlags'];
  /** How its database changes, and how the Jobs of that end, by their names. */
  migration?: Migration | undefined;
  /** Which of its ConfigMap and its Secret move with the release; without it, there are none. */
  configuration?: Configuration | undefined;
  jobs?(name: string): JobEnd;
  /** The service that a migration calls. */
  webhook?: CallWebhook;
  /** How the plan is made of what has waited for its turn. */
  planAnew?: EngineDeps['planAnew'];
  /** The releases of a train through these environments, or through rings of places of production, which is then what is run. */
  train?: TrainThrough;
  /** The releases of a set of these services, which is then what is run; `back`: it is taken back. */
  set?: { services: readonly string[]; back?: true };
  children?: Children;
  /** None asks where the test names none. */
  gates?: Gates;
  /** What the metric source has counted of a goal at each look; without it, it cannot. */
  goal?(look: number): GoalCount;
  /** What the metric source answers at each look. */
  sample?(look: number, at: number, share: number | null): Sample | 'no-data' | 'void' | 'failed';
}

/** Sluice's engine over a fake cluster, an in-memory log and a clock that the test moves. */
export async function createEngineWorld(options: EngineWorldOptions) {
  const { strategy, router = 'istio', replicas = 4, analysis = {}, behave, sample = healthySample } = options;
  const { configuration } = options;
  const template = configuration ? { initContainers: [configuredContainer], ...options.template } : options.template;
  const kube: FakeKube = createFakeKube({
    objects: [...objects(replicas, template, options.kind), ...(configuration ? configurationObjects(namespace) : [])],
  });
  options.prepare?.(kube);
  runWorkloads(kube, behave);
  runStatefulSets(kube, behave);
  runDaemonSets(kube, behave);
  if (router === 'service') runEndpoints(kube);
  runJobs(kube, options.jobs);
  const clock = createTestClock();
  const store = createMemoryStore();
  let [looks, goalLooks] = [0, 0];
  const config = router === 'istio' ? { kind: router, virtualService: 'checkout' } : { kind: router };
  const example = exampleTarget({
    namespace,
    router: config,
    strategy,
    ...(options.releaseFlags && { releaseFlags: options.releaseFlags }),
    ...(options.migration && { migration: options.migration }),
    ...(configuration && { configuration }),
  });
  const workload = options.kind === undefined ? example.workload : { ...example.workload, kind: options.kind };
  const target = { ...example, workload, analysis: { ...example.analysis, ...analysis } };
  const look = await lookAtTarget(() => kube, target);
  if (look.kind === 'refused') throw new Error(look.refusal.code);
  const found = await configurationToMove(
    { clusters: () => kube, seals: testSeals, store },
    { request: { backwards: false, version: '2.4.1' }, target, workload: look.workload },
  );
  if (found.kind === 'refused') throw new Error(found.refusal.code);
  const { replicas: pods, image: running } = look.snapshot;
  const version: PlanInput = {
    configuration: found.configuration,
    target,
    strategy,
    precision: createRouter({ clusters: () => kube }, config).traits.precision,
    snapshot: look.snapshot,
    from: { version: '2.4.0', image: look.snapshot.image },
    to: { version: '2.4.1', image: image('2.4.1') },
    ...(options.rollback && { rollback: options.rollback }),
    ...(options.flags ? { flags: options.flags.moving } : {}),
  };
  const { alone, train, set } = options;
  const through = train ? trainInput(train, target) : null;
  const plan = set
    ? setPlan(makePlan(version), set)
    : through
      ? makeTrainPlan({
          ...through,
          strategy: null,
          from: version.from,
          to: version.to,
          replicas: pods,
          runningSince: null,
          notes: [],
        })
      : alone
        ? makeFlagPlan({ ...alone, target, replicas: pods, running: { version: '2.4.0', image: running } })
        : makePlan(version);
  const deps: EngineDeps = {
    store,
    clock,
    log: silentLog,
    clusters: () => kube,
    seals: testSeals,
    routerOf: ({ target: { router } }) => createRouter({ clusters: () => kube, clock }, router),
    flagsOf: () => options.flags?.service ?? null,
    callWebhook: options.webhook ?? noWebhook,
    planAnew: options.planAnew ?? (async () => ({ kind: 'refused', reason: 'nothing waits here' })),
    childrenOf: () => options.children ?? noChildren,
    gates: options.gates ?? { asks: () => false, ask: async () => [] },
    metricsOf: () => ({
      answers: ['requests', 'durations'],
      look: async () => ({ wrong: null, notWatched: [], counts: null }),
      check: async () => null,
      async count() {
        goalLooks += 1;
        const counted = options.goal?.(goalLooks) ?? { kind: 'failed' as const, detail: 'nothing is compared' };
        return { counted, checkpoint: { looks: goalLooks } };
      },
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
    whenNews: () => new Promise(() => undefined),
    whenIdle: async () => undefined,
    seen: () => undefined,
  };
  const asked = set && { kind: 'set' as const, ...(set.back ? { back: 'r0' } : {}) };
  const request = exampleRequest(
    asked ? { service: 'shop', train: asked } : through ? { train: { kind: through.kind } } : {},
  );
  const digest = planDigest(plan);
  await store.create({ type: 'requested', at: clock.now(), request, plan, digest, gates: [] });
  if (plan.target.approval.required > 0)
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

/** A set of services that are all like this one. */
function setPlan(like: Plan, { services, back }: NonNullable<EngineWorldOptions['set']>): Plan {
  const stages = services.map((service) => ({ ...like, target: { ...like.target, service } }));
  const [first, ...rest] = stages;
  if (!first) throw new Error('a set has services');
  const targets = [first.target, ...rest.map((each) => each.target)] as const;
  const target = targetOfSet('shop', null, targets);
  return makeSetPlan({ target, stages: [first, ...rest], back: back === true, notes: [] });
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

/** Percent of all requests that the candidate sees by the routes, copies included; null where they do not name it. */
function shareNow(kube: FakeKube): number | null {
  const routes = kube.all().find(({ kind }) => kind === 'VirtualService');
  if (!JSON.stringify(routes ?? {}).includes('checkout-candidate')) return null;
  const copies = candidateCopiesIn(routes);
  return copies > 0 ? (100 * copies) / (100 + copies) : candidateWeightIn(routes);
}

/** What a user sees of a cluster: all objects but what controllers make, status and what the server assigns. */
export function visible(kube: FakeKube): unknown {
  return kube
    .all()
    .filter(({ kind }) => !['Pod', 'ReplicaSet', 'ControllerRevision', 'EndpointSlice'].includes(kind))
    .map(({ status: _status, metadata, ...rest }) => {
      const { resourceVersion: _version, generation: _generation, managedFields: _fields, ...kept } = metadata;
      return { ...rest, metadata: kept };
    })
    .sort((a, b) => `${a['kind']}${a.metadata.name}`.localeCompare(`${b['kind']}${b.metadata.name}`));
}
