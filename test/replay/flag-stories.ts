import { type FlagMaster, type FlagState, shareOn } from '../../src/domain/flag.ts';
import type { FlagWish } from '../../src/domain/flag-wish.ts';
import type { Strategy } from '../../src/domain/target.ts';
import type { EngineWorldOptions } from '../support/engine-world.ts';
import { type FakeFlags, fakeFlags, serviceDown } from '../support/fake-flags.ts';
import { figures } from '../support/figures.ts';
import { newPricing } from '../support/flag-release.ts';
import type { Stage, StageOptions } from './stage.ts';

type Story = () => Promise<Stage>;
type Approved = (options: StageOptions, play: (stage: Stage) => Promise<void>) => Story;
type Sampling = NonNullable<EngineWorldOptions['sample']>;

const rolling: Strategy = { kind: 'rolling', bakeMs: 6000 };
const serving =
  (fails: () => boolean): Sampling =>
  (_look, at) => ({ from: at - 2000, to: at, candidate: figures(1000, fails() ? 100 : 1), stable: null });

const masters: FlagMaster[] = [
  { kind: 'release-plan', words: "is moved by the release plan 'Standard'" },
  { kind: 'guarded-rollout', words: 'is in a guarded rollout' },
  { kind: 'change-request', words: 'changes only by a change request' },
  { kind: 'other', words: 'is moved by a workflow' },
];

/** One story for each way in which a flag moves with a release, by the name of its recording. */
export function flagStories(approvedStory: Approved): Record<string, Story> {
  /** @param before percent at which the flag stands before; null where it is off */
  function story(
    before: number | null,
    fails: (flags: FakeFlags) => boolean,
    play: (stage: Stage, flags: FakeFlags) => Promise<void>,
  ): Story {
    return async () => {
      const flags = fakeFlags();
      flags.byHand('new-pricing', 'mika', before === null ? {} : { enabled: true, percentage: before });
      const found = await stateOf(flags);
      const options: StageOptions = {
        strategy: rolling,
        router: 'replicas',
        flags: { service: flags, moving: [{ how: newPricing, before: found }] },
        sample: serving(() => fails(flags)),
      };
      return approvedStory(options, (stage) => play(stage, flags))();
    };
  }

  /** A flag by itself, from 5 %. */
  function alone(to: FlagWish, fails: (flags: FakeFlags) => boolean): Story {
    return async () => {
      const flags = fakeFlags();
      const variants = [
        { name: 'blue', percent: 90 },
        { name: 'green', percent: 10 },
      ];
      flags.byHand('new-pricing', 'mika', { enabled: true, percentage: 5, variants });
      const before = await stateOf(flags);
      const options: StageOptions = {
        strategy: rolling,
        router: 'replicas',
        flags: { service: flags, moving: [] },
        alone: { asked: { flag: 'new-pricing', to }, how: newPricing, before },
        sample: serving(() => fails(flags)),
      };
      return approvedStory(options, (stage) => stage.run())();
    };
  }

  /** Requests with the flag on are told from those with it off, and a tenth of them fail. */
  async function compared(): Promise<Stage> {
    const flags = fakeFlags();
    flags.byHand('new-pricing', 'mika', {});
    const how = { ...newPricing, compareBy: { label: 'feature', on: ['new'], off: ['old'] } };
    const options: StageOptions = {
      strategy: rolling,
      router: 'replicas',
      releaseFlags: [how],
      flags: { service: flags, moving: [{ how, before: await stateOf(flags) }] },
      sample: (_look, at) => {
        const between = { from: at - 2000, to: at };
        const isOn = flags.writes.includes('new-pricing 5 %');
        return isOn
          ? { ...between, candidate: figures(50, 5), stable: figures(950, 1), flag: 'new-pricing' }
          : { ...between, candidate: figures(1000, 1), stable: null };
      },
    };
    return approvedStory(options, (stage) => stage.run())();
  }

  const never = () => false;
  return {
    'flag-on-for-all': story(null, never, (stage) => stage.run()),
    'flag-alone': alone({ kind: 'share', percent: 50 }, never),
    'flag-alone-back': alone({ kind: 'variant', variant: 'green', percent: 60 }, (flags) => flags.writes.length > 0),
    'flag-compared': compared,
    'flag-off-again': story(
      null,
      (flags) => flags.writes.includes('new-pricing 25 %'),
      (stage) => stage.run(),
    ),
    'flag-killed': story(
      30,
      (flags) => flags.writes.includes('new-pricing 25 %'),
      (stage) => stage.run(),
    ),
    'flag-changed-by-others': story(null, never, async (stage, flags) => {
      await stage.until(({ flags: left }) => left?.['new-pricing']?.percentage === 5);
      for (const [index, master] of masters.entries()) {
        flags.byHand('new-pricing', 'ren', { percentage: 10 + index });
        flags.master('new-pricing', master);
        await stage.until(({ hold }) => hold !== null);
        await stage.says('hold-wait');
      }
      flags.master('new-pricing', null);
      await stage.until(({ hold }) => hold !== null);
      await stage.says('hold-go');
      for (const stands of ['archived', 'absent'] as const) {
        flags.byHand('new-pricing', 'ren', { stands });
        await stage.until(({ hold }) => hold !== null);
        await stage.says('hold-wait');
      }
      await stage.run();
    }),
    'flag-service-away': story(
      30,
      (flags) => {
        flags.fail(serviceDown);
        return true;
      },
      async (stage, flags) => {
        await stage.until(({ phase }) => phase.kind === 'rolling-back' && phase.error !== null);
        flags.fail(null);
        await stage.run();
      },
    ),
  };
}

/** A flag service that has the flags as a log has left them. */
export function flagsAsLeft(states: readonly FlagState[]): FakeFlags {
  const flags = fakeFlags();
  for (const { flag, stands, enabled, percentage, segments } of states) {
    flags.byHand(flag, 'mika', { stands, enabled, percentage, segments });
  }
  return flags;
}

async function stateOf(flags: FakeFlags): Promise<FlagState> {
  const answer = await flags.state('new-pricing');
  if (answer.kind === 'failed' || shareOn(answer.state) === null) throw new Error('the flag cannot be read');
  return answer.state;
}
