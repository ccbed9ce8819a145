import { expect, it } from 'vitest';
import { looksAt } from '../../../src/doctor/provider-looks.ts';
import { families } from '../../../src/providers/index.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const target = exampleTarget();
const figures = { wrong: null, notWatched: [], counts: '3 series' };
const answering = (answer: Awaited<ReturnType<ReturnType<Parameters<typeof looksAt>[0]['imagesOf']>['resolve']>>) =>
  looksAt({
    routerOf: () => ({ check: async () => 'no route' }),
    metricsOf: () => ({ look: async () => figures }),
    imagesOf: () => ({ resolve: async () => answer }),
    flagsOf: () => null,
    sourceOf: () => null,
  });
const unknown = answering({ kind: 'unknown', nearest: [] });

it.each(Object.entries(families))('%s is looked at exactly where its family says what that is about', (key, family) => {
  expect(key in unknown).toBe(family.check !== null);
});

it('says what is wrong in words, or nothing', async () => {
  expect(await unknown.traffic?.(target, async () => null)).toEqual({ wrong: 'no route', says: null });
  expect(await unknown.metrics?.(target, async () => null)).toEqual({ wrong: null, says: '3 series' });
});

it('takes what is asked for and cannot be watched for wrong', async () => {
  const notWatched = [{ query: 'durations' as const, why: 'there is no histogram x_bucket' }];
  const looks = looksAt({
    routerOf: () => ({ check: async () => null }),
    metricsOf: () => ({ look: async () => ({ ...figures, notWatched }) }),
    imagesOf: () => ({ resolve: async () => ({ kind: 'unknown', nearest: [] }) }),
    flagsOf: () => null,
    sourceOf: () => null,
  });
  expect(await looks.metrics?.(target, async () => null)).toMatchObject({
    wrong: 'latency is not watched: there is no histogram x_bucket',
  });
});

it('takes a registry for the wrong one only where it does not know the version that runs', async () => {
  const wrongWith = async (looks: typeof unknown, running: string | null) =>
    (await looks.images?.(target, async () => running))?.wrong;
  expect(await wrongWith(unknown, '2.4.0')).toBe(`${target.repository} does not know 2.4.0, which is running`);
  expect(await wrongWith(unknown, null)).toBeNull();
  const failing = answering({ kind: 'failed', detail: 'it does not answer' });
  expect(await wrongWith(failing, '2.4.0')).toBe('it does not answer');
});

it('says of a flag service what it says of itself', async () => {
  const words = 'Unleash has no project shop';
  const failure = { code: 'unknown-project' as const, words, remedy: 'correct it' };
  const look = looksAt({
    routerOf: () => ({ check: async () => null }),
    metricsOf: () => ({ look: async () => figures }),
    imagesOf: () => ({ resolve: async () => ({ kind: 'unknown', nearest: [] }) }),
    flagsOf: () => flags,
    sourceOf: () => null,
  });
  let flags = { check: async (): Promise<typeof failure | null> => failure, lacks: async () => 'UPDATE_FEATURE' };
  expect(await look.flags?.(target, async () => null)).toEqual({ wrong: words, says: null });
  flags = { ...flags, check: async () => null };
  expect(await look.flags?.(target, async () => null)).toEqual({
    wrong: 'the token may read the flags, and not change them: it lacks UPDATE_FEATURE',
    says: null,
  });
  expect(await unknown.flags?.(target, async () => null)).toEqual({ wrong: null, says: null });
});
