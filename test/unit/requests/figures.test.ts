import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RequestDeps } from '../../../src/requests/deps.ts';
import { figuresBefore } from '../../../src/requests/figures.ts';
import { exampleTarget } from '../../support/release-plan.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const seen = (figuresOf: RequestDeps['figuresOf']) =>
  figuresBefore({ figuresOf, log: { debug: () => undefined } } as unknown as RequestDeps, exampleTarget());

it('nothing is said where all can be watched', async () => {
  expect(await seen(async () => ({ wrong: null, notWatched: [], counts: null }))).toBeNull();
});

it('what is wrong, or not watched, is said', async () => {
  const found = { wrong: 'no such label', notWatched: [{ query: 'durations' as const, why: 'no histogram' }] };
  expect(await seen(async () => ({ ...found, counts: null }))).toEqual(found);
});

it('a source that cannot be looked at is unknown, and not in order', async () => {
  const unseen = (why: string) => ({ wrong: null, notWatched: [], unseen: why });
  expect(await seen(async () => Promise.reject(new Error('connection refused')))).toEqual(unseen('connection refused'));
  const late = seen(() => new Promise(() => undefined));
  await vi.advanceTimersByTimeAsync(1000);
  expect(await late).toEqual(unseen('no answer within 1 s'));
});
