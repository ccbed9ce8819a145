import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sinceLastMeasurement } from '../../../src/providers/metrics/counters.ts';
import type { Counters } from '../../../src/providers/metrics/growth.ts';
import type { Unit } from '../../../src/providers/metrics/unit.ts';
import { countersWith, unitWith } from '../../support/counters.ts';

const minute = 60_000;
const t0 = 100 * minute;

function counters(requests: number, errors = 0, restarts = 0): Counters {
  return countersWith(requests, errors, { restarts, startedAt: null }, [
    { le: 0.1, count: requests - errors },
    { le: null, count: requests },
  ]);
}

function unit(key: string, read: Unit['counters'], createdAt = 0, track: Unit['track'] = 'candidate'): Unit {
  return unitWith(key, read, { createdAt, track });
}

function look(checkpoint: object | null, at: number, units: Unit[]) {
  const kept = checkpoint && JSON.parse(JSON.stringify(checkpoint));
  const { measurement, checkpoint: next } = sinceLastMeasurement(kept, at, units);
  return { measurement, next, sample: measurement.kind === 'sample' ? measurement.sample : null };
}

describe('counters between two looks', () => {
  it('are differenced per unit, and the interval is that between the looks', () => {
    const first = look(null, t0, [unit('a', counters(100)), unit('s', counters(900), 0, 'stable')]);
    expect(first.measurement).toEqual({ kind: 'no-data', detail: 'first look' });
    const { sample } = look(first.next, t0 + 5000, [
      unit('a', counters(110, 2)),
      unit('s', counters(950), 0, 'stable'),
    ]);
    expect(sample).toMatchObject({ from: t0, to: t0 + 5000, candidate: { pods: 1, requests: 10, errors: 2 } });
    expect(sample?.stable?.requests).toBe(50);
    expect(sample?.candidate.buckets).toEqual([
      { le: 0.1, count: 8 },
      { le: null, count: 10 },
    ]);
  });

  it('of a page that was written while requests came in never count less than nothing', () => {
    const page = (...counts: number[]) =>
      countersWith(counts.at(-1) ?? 0, 0, { restarts: 0, startedAt: null }, [
        { le: 0.1, count: counts[0] ?? 0 },
        { le: 1, count: counts[1] ?? 0 },
        { le: null, count: counts[2] ?? 0 },
      ]);
    const first = look(null, t0, [unit('a', page(100, 100, 100))]);
    const { sample } = look(first.next, t0 + 1, [unit('a', page(110, 109, 109))]);
    expect(sample?.candidate.buckets).toEqual([
      { le: 0.1, count: 9 },
      { le: 1, count: 9 },
      { le: null, count: 9 },
    ]);
  });

  it('of a process that began since then began at zero, those that fell for no reason add nothing', () => {
    const first = look(null, t0, [unit('a', counters(100)), unit('b', counters(100))]);
    const { sample } = look(first.next, t0 + 1, [unit('a', counters(3)), unit('b', counters(400, 0, 1))]);
    expect(sample?.candidate.requests).toBe(400);
  });

  it('of a unit that is new count from zero, of one that is only unknown they are noted', () => {
    const first = look(null, t0, [unit('a', counters(1))]);
    const both = [
      unit('a', counters(1)),
      unit('new', counters(7), t0 + 1),
      unit('old', counters(5000), t0 - 10 * minute),
    ];
    const second = look(first.next, t0 + 5000, both);
    expect(second.sample?.candidate).toMatchObject({ pods: 3, requests: 7 });
    const third = look(second.next, t0 + 9000, [unit('old', counters(5002))]);
    expect(third.sample?.candidate.requests).toBe(2);
  });

  it('of a unit that could not be read are caught up with', () => {
    const first = look(null, t0, [unit('a', counters(10)), unit('b', counters(10))]);
    const second = look(first.next, t0 + 1, [unit('a', counters(11)), unit('b', null)]);
    expect(second.sample?.candidate).toMatchObject({ pods: 1, requests: 1 });
    expect(look(second.next, t0 + 2, [unit('b', counters(15))]).sample?.candidate.requests).toBe(5);
  });

  it('of a new unit that did not answer at first, or had not started, count from zero', () => {
    const first = look(null, t0, [unit('a', counters(1)), unit('pending', 'not-started', t0 - 9 * minute)]);
    const second = look(first.next, t0 + 1, [
      unit('a', counters(1)),
      unit('b', null, t0),
      unit('pending', counters(4), t0 - 9 * minute),
    ]);
    expect(second.sample?.candidate.requests).toBe(4);
    expect(look(second.next, t0 + 2, [unit('b', counters(9), t0)]).sample?.candidate.requests).toBe(9);
  });

  it('are never compared with a memo that makes no sense', () => {
    const good = look(null, t0, [unit('a', counters(1))]).next;
    for (const checkpoint of [
      {},
      { at: 'x' },
      { at: t0, units: { a: { id: '0/1', requests: 9, errors: 0, buckets: [] } } },
      { at: t0, series: { a: { p: [0, null], r: 'x' } } },
      { ...good, at: t0 + minute },
    ]) {
      expect(look(checkpoint, t0 + 1, [unit('a', counters(5))]).measurement.kind).toBe('no-data');
    }
  });

  it('never come out negative, and add up to what was served by one process', () => {
    const steps = fc.array(
      fc.record({ served: fc.nat(1000), failed: fc.nat(10), restart: fc.boolean(), read: fc.boolean() }),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(steps, (all) => {
        let checkpoint = look(null, t0, [unit('a', counters(0))]).next;
        let [total, failures, run, seen, since] = [0, 0, 0, 0, 0];
        for (const [at, { served, failed, restart, read }] of [
          ...all,
          { served: 0, failed: 0, restart: false, read: true },
        ].entries()) {
          // What a process served between the last look and its end is lost with it.
          if (restart) [run, total, failures, since] = [run + 1, 0, 0, 0];
          total += served + failed;
          failures += failed;
          since += served + failed;
          const result = look(checkpoint, t0 + at, [unit('a', read ? counters(total, failures, run) : null)]);
          checkpoint = result.next;
          if (!read) continue;
          expect(result.sample?.candidate.requests).toBe(since);
          seen += result.sample?.candidate.errors ?? 0;
          since = 0;
        }
        expect(seen).toBeGreaterThanOrEqual(failures);
      }),
    );
  });
});
