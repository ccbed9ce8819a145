import { expect, it } from 'vitest';
import { looksAt } from '../../../src/doctor/provider-looks.ts';
import { families } from '../../../src/providers/index.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const target = exampleTarget();
const answering = (answer: Awaited<ReturnType<ReturnType<Parameters<typeof looksAt>[0]['imagesOf']>['resolve']>>) =>
  looksAt({
    routerOf: () => ({ check: async () => 'no route' }),
    metricsOf: () => ({ check: async () => null }),
    imagesOf: () => ({ resolve: async () => answer }),
  });
const unknown = answering({ kind: 'unknown', nearest: [] });

it.each(Object.entries(families))('%s is looked at exactly where its family says what that is about', (key, family) => {
  expect(key in unknown).toBe(family.check !== null);
});

it('says what is wrong in words, or nothing', async () => {
  expect(await unknown.traffic?.(target, async () => null)).toBe('no route');
  expect(await unknown.metrics?.(target, async () => null)).toBeNull();
});

it('takes a registry for the wrong one only where it does not know the version that runs', async () => {
  expect(await unknown.images?.(target, async () => '2.4.0')).toBe(
    `${target.repository} does not know 2.4.0, which is running`,
  );
  expect(await unknown.images?.(target, async () => null)).toBeNull();
  const failing = answering({ kind: 'failed', detail: 'it does not answer' });
  expect(await failing.images?.(target, async () => '2.4.0')).toBe('it does not answer');
});
