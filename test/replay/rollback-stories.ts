import type { Plan } from '../../src/domain/plan.ts';
import { targetBack } from '../../src/domain/rollback.ts';
import { badSample } from '../support/engine-world.ts';
import type { Stage, StageOptions } from './stage.ts';

type Approved = (options: StageOptions, play: (stage: Stage) => Promise<void>) => () => Promise<Stage>;

const back = (plan: Plan): Plan => ({ ...plan, target: targetBack(plan.target, false) });
const called = (plan: Plan): Plan => {
  const { target, ...rest } = back(plan);
  return { ...rest, target: { ...target, notify: { deliberate: 'alert' } } };
};

/** Releases that bring a version back, by the name of their recording. */
export function rollbackStories(approved: Approved, { canary }: Record<'canary', StageOptions['strategy']>) {
  const atOnce: StageOptions = {
    strategy: { kind: 'blue-green', soakMs: 6000, keepMs: 6000 },
    rollback: { pace: 'at-once' },
    plan: back,
  };
  return {
    'rollback-at-once': approved(atOnce, (stage) => stage.run()),
    'rollback-that-is-bad': approved({ ...atOnce, sample: badSample }, (stage) => stage.run()),
    'rollback-unanswered': approved({ ...atOnce, sample: () => 'no-data' }, (stage) => stage.run()),
    'rollback-careful-and-stopped': approved(
      { strategy: canary, rollback: { pace: 'careful' }, plan: called },
      async (stage) => {
        await stage.until(({ percent }) => percent === 25);
        await stage.says('abort');
        await stage.run();
      },
    ),
  };
}
