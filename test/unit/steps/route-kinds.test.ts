import { expect, it } from 'vitest';
import { byMark, byMirror, byWeight, unableTo } from '../../../src/domain/route.ts';
import type { StepContext } from '../../../src/steps/step.ts';
import { shiftTraffic } from '../../../src/steps/traffic.ts';

it('a shift fails before it changes anything where the router cannot divide by weight', async () => {
  // There is nothing in this context but the router: the step has no need of more.
  const context = { router: { traits: { routes: ['match', 'mirror'], marks: [] } } } as unknown as StepContext;
  expect(await shiftTraffic(context, { kind: 'traffic.shift', percent: 5, replicas: 1 })).toEqual({
    kind: 'fail',
    detail: 'the router cannot divide the traffic by shares, only tell requests apart by a mark or copy requests',
  });
});

it('a router is asked for no route that it cannot apply', () => {
  const weights = { routes: ['weight'], marks: [] } as const;
  expect(unableTo(byWeight(5), weights)).toBeNull();
  expect(unableTo(byMirror(5), weights)).toMatch(/cannot copy requests, only divide the traffic by shares/);
  expect(unableTo(byWeight(5), { routes: [], marks: [] })).toBe('the router cannot divide the traffic by shares');
  const headers = { routes: ['match'], marks: ['header', 'query'] } as const;
  expect(unableTo(byMark({ in: 'header', name: 'x-tester', value: 'yes' }), headers)).toBeNull();
  expect(unableTo(byMark({ in: 'cookie', name: 'tester', value: 'yes' }), headers)).toMatch(
    /by cookie, only by header or query/,
  );
});
