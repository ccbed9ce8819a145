import { describe, expect, it } from 'vitest';
import type { Strategy } from '../../../src/domain/target.ts';
import {
  badSample,
  createEngineWorld,
  type EngineWorldOptions,
  healthySample,
  visible,
} from '../../support/engine-world.ts';
import { figures } from '../../support/figures.ts';

const minute = 60_000;
const checks = ['/health', '/ready'].map((path) => ({ path, status: 200, contains: null }));
const strategy: Strategy = {
  kind: 'blue-green',
  smoke: checks,
  soakMs: 1000,
  keepMs: 1000,
  preview: { perSecond: 3, mirror: null, forMs: minute, mark: null },
};

/** Before the switch the candidate has only requests of Sluice's own. */
async function given(sample: EngineWorldOptions['sample'], statusOf: (nth: number) => number = () => 200) {
  const world = await createEngineWorld({ strategy, router: 'service', ...(sample && { sample }) });
  const asked: { at: number; pod: string; path: string }[] = [];
  world.kube.onPodGet((_, pod, _port, path) => {
    asked.push({ at: world.clock.now(), pod, path });
    return { status: statusOf(asked.length), headers: {}, body: '' };
  });
  const kinds = async () =>
    (await world.events()).flatMap((event) =>
      event.type === 'step.started' ? [world.plan.steps[event.index]?.action.kind] : [],
    );
  return { world, asked, kinds };
}

describe('a version that is judged before the switch by requests of Sluice', () => {
  it('gets them by turns at all pods for that time, no more than are named, and is switched to with evidence', async () => {
    const { world, asked } = await given(healthySample);
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
    const repeated = asked.slice(checks.length);
    expect(new Set(repeated.map(({ path }) => path))).toEqual(new Set(['/health', '/ready']));
    expect(new Set(repeated.map(({ pod }) => pod)).size).toBe(4);
    const tookMs = (repeated.at(-1)?.at ?? 0) - (repeated[0]?.at ?? 0);
    expect(tookMs).toBeGreaterThan(minute / 2);
    expect(repeated.length).toBeGreaterThan(60);
    expect(repeated.length).toBeLessThanOrEqual(3 * (tookMs / 1000 + 1));
  });

  it('goes back by bad figures before any user has met it', async () => {
    const { world, kinds } = await given((look, at, share) =>
      look < 3 ? healthySample(look, at, share) : badSample(look, at, share),
    );
    const before = visible(world.kube);
    expect((await world.run()).phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'unhealthy' } });
    expect((await kinds()).at(-1)).toBe('smoke.repeat');
    expect(visible(world.kube)).toEqual(before);
  });

  it('bears a wrong answer now and then, which its figures count', async () => {
    const { world } = await given(healthySample, (nth) => (nth % 10 === 0 ? 500 : 200));
    expect((await world.run()).phase).toMatchObject({ outcome: 'succeeded' });
  });

  it('goes back where an answer is wrong once more at once', async () => {
    const { world, kinds } = await given(healthySample, (nth) => (nth > 40 ? 500 : 200));
    expect((await world.run()).phase).toMatchObject({
      outcome: 'rolled-back',
      cause: { code: 'step-failed', detail: expect.stringMatching(/^GET \/\w+ of checkout 2\.4\.1 answered 500/) },
    });
    expect((await kinds()).at(-1)).toBe('smoke.repeat');
  });

  it('holds with too little evidence, and is not switched to without an answer', async () => {
    const few: EngineWorldOptions['sample'] = (_, at) => ({
      from: at - 2000,
      to: at,
      candidate: figures(0, 0),
      stable: figures(400, 1),
    });
    const { world, kinds } = await given(few);
    const ended = await world.run();
    const holds = (await world.events()).filter((event) => event.type === 'hold.opened');
    expect(holds).toMatchObject([{ code: 'too-few-requests' }]);
    expect(ended.phase).toMatchObject({ outcome: 'rolled-back', cause: { code: 'hold-expired' } });
    expect(await kinds()).not.toContain('traffic.shift');
  });
});
