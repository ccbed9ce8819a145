import type { BesidePlan } from '../../src/domain/beside-plan.ts';
import type { Control } from '../../src/domain/controls/index.ts';
import type { ReleaseEvent } from '../../src/domain/events.ts';
import type { FlagState } from '../../src/domain/flag.ts';
import { foldLog } from '../../src/domain/fold.ts';
import { canonicalJson } from '../../src/domain/json.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { Release } from '../../src/domain/release.ts';
import type { Person } from '../../src/domain/request.ts';
import { goesBack, type TrainAsked, type TrainSubject } from '../../src/domain/train.ts';
import type { Trouble } from '../../src/domain/verdict.ts';
import { advance } from '../../src/engine/run.ts';
import { sha256 } from '../../src/platform/digest.ts';
import { silentLog } from '../../src/platform/log.ts';
import { rollBackLost } from '../../src/recovery/roll-back-lost.ts';
import { control } from '../../src/requests/control.ts';
import { approve, reject } from '../../src/requests/decide.ts';
import type { RequestDeps } from '../../src/requests/deps.ts';
import type { FirstEvent, ReleaseStore } from '../../src/store/release-store.ts';
import { createEngineWorld, type EngineWorldOptions, worldRouters } from '../support/engine-world.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { aoi, mika } from '../support/people.ts';
import { backupService } from './backup-service.ts';
import { flagsAsLeft } from './flag-stories.ts';

export interface StageOptions extends EngineWorldOptions {
  /** What was seen beside it. */
  beside?: BesidePlan;
  /** Changes the plan before it is asked for. */
  plan?(plan: Plan): Plan;
  reason?: string;
}

/** A release that waits for approval, on the engine itself, and people who work it through the real commands. */
export async function openStage({ plan: change = (plan) => plan, reason, beside = {}, ...options }: StageOptions) {
  const world = await createEngineWorld(options);
  const plan = change(world.plan);
  const request = {
    by: aoi,
    service: plan.target.service,
    version: plan.to.version,
    environment: plan.target.environment,
    strategy: null,
    reason: reason ?? null,
    key: 'the-ask',
    channel: 'C0CHECKOUT',
    ...(plan.flag ? { flag: { flag: plan.flag.flag, to: plan.flag.to } } : {}),
    ...(plan.train ? { train: trainAsked(plan.train) } : {}),
    backwards: goesBack(plan.train) || plan.rollback !== undefined,
    ...plan.rollback,
  };
  const gates = [
    { gate: 'different', answer: 'pass' as const, code: 'ok', label: 'another version', detail: '' },
    { gate: 'approvers', answer: 'needs-person' as const, code: 'ok', label: '1 of @payments-leads', detail: '' },
  ];
  const digest = sha256(canonicalJson(plan));
  return play(world, [{ type: 'requested', at: world.clock.now(), request, plan, digest, gates, ...beside }]);
}

/**
 * A release as its log says, on a cluster where nothing of it has been done yet.
 * @param kept a store that has the log already, as r1
 */
export async function resumeStage([first, ...rest]: readonly ReleaseEvent[], kept?: ReleaseStore): Promise<Stage> {
  if (first?.type !== 'requested') throw new Error('a release log must begin with its request');
  const { strategy, router, migration, configuration } = first.plan.target;
  const left = Object.values(foldLog([first, ...rest]).flags ?? {});
  const world = await createEngineWorld({
    strategy,
    kind: first.plan.target.workload.kind,
    router: worldRouters.find((each) => each === router.kind) ?? 'replicas',
    migration,
    configuration,
    webhook: backupService(),
    flags: { service: flagsAsLeft([...foundIn(first.plan), ...left]), moving: [] },
  });
  world.clock.passTo(rest.at(-1)?.at ?? first.at);
  return play(world, [first, ...rest], kept);
}

/** The flags of a plan, as they were when it was made. */
function foundIn({ steps }: Plan): FlagState[] {
  return steps.flatMap(({ undo }) => undo.flatMap((action) => (action.kind === 'flag.restore' ? action.before : [])));
}

async function play(
  { deps: worldDeps, clock, kube }: Awaited<ReturnType<typeof createEngineWorld>>,
  [first, ...rest]: readonly [FirstEvent, ...ReleaseEvent[]],
  kept?: ReleaseStore,
) {
  const store = kept ?? createMemoryStore();
  const deps = { ...worldDeps, store };
  const requests = {
    store,
    clusters: deps.clusters,
    seals: deps.seals,
    clock,
    log: silentLog,
    queue: { wake: async () => undefined, tell: async () => undefined },
    people: { membersOf: async () => [mika.id] },
  } as unknown as RequestDeps;
  if (!kept) await store.create(first);
  if (!kept && rest.length > 0) await store.append('r1', 1, rest);
  return { kube, clock, store, events, release, turn, until, run, approved, rejected, says, seen, lost };

  /** What is written where Redis is found to have lost entries. */
  async function lost(detail: string): Promise<void> {
    const sentBack = await rollBackLost(deps, 'r1', { detail, seenToken: 0, now: clock.now() });
    if (!sentBack) throw new Error('a release that runs must be sent back');
  }

  async function events(): Promise<ReleaseEvent[]> {
    const loaded = await store.load('r1');
    return loaded.kind === 'found' ? loaded.events : [];
  }

  async function release(): Promise<Release> {
    return foldLog(await events());
  }

  /** One turn of a worker, at the time that the last one asked for. */
  async function turn(): Promise<'ended' | 'live'> {
    const result = await advance(deps, 'r1', new AbortController().signal);
    if (result.kind === 'wait') clock.passTo(result.until);
    return result.kind === 'wait' ? 'live' : 'ended';
  }

  async function until(holds: (release: Release) => boolean, turns = 2000): Promise<void> {
    for (let count = 0; count < turns; count += 1) {
      if (holds(await release())) return;
      await turn();
    }
    throw new Error('the story did not come to this point');
  }

  async function run(): Promise<void> {
    await until(({ phase }) => phase.kind === 'ended');
  }

  async function approved(): Promise<void> {
    accepted(await approve(requests, 'r1', mika, null));
  }

  async function rejected(by: Person, why: string): Promise<void> {
    accepted(await reject(requests, 'r1', by, why));
  }

  async function says(what: Control, by: Person = mika, why: string | null = null): Promise<void> {
    accepted(await control(requests, 'r1', by, what, why));
  }

  /** What the watch over the pods writes. */
  async function seen(code: Trouble['code'], detail: string): Promise<void> {
    const trouble: Trouble = { code, pod: 'checkout-candidate-7d9f8c6b5-x2x4q', detail };
    const { version } = await release();
    await store.append('r1', version, [{ type: 'trouble.seen', at: clock.now(), trouble }]);
  }
}

function trainAsked(train: TrainSubject): TrainAsked {
  return goesBack(train) ? { kind: 'set', back: 'r0' } : { kind: train.kind };
}

export type Stage = Awaited<ReturnType<typeof play>>;

function accepted(result: { kind: string; refusal?: unknown }): void {
  if (result.kind === 'refused') throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
}
