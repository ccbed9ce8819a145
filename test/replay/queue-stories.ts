import type { ReleaseEvent } from '../../src/domain/events.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { Target } from '../../src/domain/target.ts';
import type { PlannedAnew } from '../../src/engine/ports.ts';
import { planDigest } from '../../src/platform/digest.ts';
import { ren } from '../support/people.ts';
import { openStage, type Stage, type StageOptions } from './stage.ts';

type Approved = (options: StageOptions, play: (stage: Stage) => Promise<void>) => () => Promise<Stage>;

const hourMs = 3_600_000;

const policy =
  (whileReleasing: NonNullable<Target['whileReleasing']>) =>
  (plan: Plan): Plan => ({
    ...plan,
    target: { ...plan.target, whileReleasing, limits: { ...plan.target.limits, queueMs: 4 * hourMs } },
  });

/** Writes what the store writes in the instant in which somebody asks. */
async function written(stage: Stage, event: ReleaseEvent): Promise<void> {
  await stage.store.append('r1', (await stage.release()).version, [event]);
}

function superseded(stage: Stage): Promise<void> {
  const at = stage.clock.now();
  return written(stage, { type: 'superseded', at, by: ren, version: '2.4.2', number: 144 });
}

/** A release that waits for the end of another. */
function queuedStory(answers: (plan: Plan) => PlannedAnew[], play: (stage: Stage) => Promise<void>) {
  return async () => {
    let asked = 0;
    const planAnew: StageOptions['planAnew'] = async ({ plan }) => {
      const all = answers(plan);
      asked += 1;
      return all[Math.min(asked, all.length) - 1] ?? { kind: 'refused', reason: 'nothing was scripted' };
    };
    const { strategy, ...rest } = options;
    const stage = await openStage({ strategy, ...rest, plan: policy('queue'), planAnew });
    const at = stage.clock.now();
    await written(stage, { type: 'queued', at, behind: { number: 141, version: '2.4.0' }, expiresAt: at + hourMs });
    await play(stage);
    return stage;
  };
}

const options: StageOptions = {
  strategy: { kind: 'canary', steps: [25, 100].map((percent) => ({ percent, bakeMs: 6000 })) },
};

function planned(plan: Plan): PlannedAnew {
  const anew = { ...plan, notes: ['#141 of 2.4.0 came before, and was rolled back.', ...plan.notes] };
  return { kind: 'planned', plan: anew, digest: planDigest(anew), gates: [] };
}

const away: PlannedAnew = { kind: 'later', reason: 'cluster main did not answer: timeout after 5 s' };

/** Releases that wait for another, and releases that make way for one, by the name of their recording. */
export function queueStories(approved: Approved) {
  return {
    'queued-and-released': queuedStory(
      (plan) => [away, away, planned(plan)],
      async (stage) => {
        await stage.until(({ plannedAt }) => plannedAt !== undefined);
        await stage.approved();
        await stage.run();
      },
    ),
    'queued-and-refused': queuedStory(
      () => [{ kind: 'refused', reason: 'checkout 2.4.1 already runs in production' }],
      (stage) => stage.run(),
    ),
    'queued-and-expired': queuedStory(
      () => [away],
      (stage) => stage.run(),
    ),
    'queued-and-withdrawn': queuedStory(
      () => [away],
      async (stage) => {
        await stage.says('abort', undefined, 'not today');
        await stage.run();
      },
    ),
    'queued-and-superseded': queuedStory(
      () => [away],
      async (stage) => {
        await superseded(stage);
        await stage.run();
      },
    ),
    'superseded-before-approval': async () => {
      const stage = await openStage({ ...options, plan: policy('supersede') });
      await stage.turn();
      await superseded(stage);
      await stage.run();
      return stage;
    },
    'superseded-in-canary': approved({ ...options, plan: policy('supersede') }, async (stage) => {
      await stage.until(({ percent }) => percent === 25);
      await superseded(stage);
      await stage.run();
    }),
  };
}
