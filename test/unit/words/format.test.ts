import { describe, expect, it } from 'vitest';
import {
  about,
  age,
  count,
  counted,
  date,
  duration,
  durations,
  left,
  ratio,
  responseTime,
  roughly,
  roundCount,
  share,
  shortDigest,
  times,
} from '../../../src/words/format.ts';

describe('figures as people read them', () => {
  it.each([
    [800, '0.8 s'],
    [12_000, '12 s'],
    [59_700, '1 min'],
    [80_000, '1 min 20 s'],
    [708_000, '11 min 48 s'],
    [7_500_000, '2 h 5 min'],
    [273_600_000, '3 d 4 h'],
    [-5, '0 s'],
  ])('%d ms last %s', (ms, words) => expect(duration(ms)).toBe(words));

  it.each([
    [120_000, 600_000, '2 to 10 min'],
    [30_000, 120_000, '30 s to 2 min'],
    [80_000, 600_000, '1 min 20 s to 10 min'],
    [60_000, 90_000, '1 min to 1 min 30 s'],
    [60_000, 60_000, '1 min'],
  ])('%d to %d ms last %s', (least, most, words) => expect(durations(least, most)).toBe(words));

  it('never says "60 min"', () => {
    expect(duration(3_599_900)).toBe('1 h');
    expect(duration(86_399_000)).toBe('1 d');
  });

  it('rounds what is only a guess', () => {
    expect([0, 7, 204, 300, 26_083, 28_992].map(roundCount)).toEqual(['0', '7', '210', '300', '27,000', '29,000']);
    expect(about(720_000)).toBe('about 12 min');
    expect(about(33_000)).toBe('about 35 s');
    expect(roughly(199_000)).toBe('3 min');
    expect([20_000, 199_000, 47 * 3_600_000, 50 * 3_600_000].map(age)).toEqual(['just now', '3 min', '47 h', '2 d']);
    expect(left(72_300)).toBe('1 min 15 s');
    expect(left(4200)).toBe('5 s');
  });

  it.each([
    [0.0011, '0.11 %'],
    [0.021, '2.1 %'],
    [0.9988, '99.88 %'],
    [1, '100 %'],
    [0, '0 %'],
    [0.00001, '< 0.01 %'],
  ])('the ratio %d is %s', (value, words) => expect(ratio(value)).toBe(words));

  it('counts with commas and the right plural', () => {
    expect(count(1_234_567)).toBe('1,234,567');
    expect(counted(1, 'request')).toBe('1 request');
    expect(counted(1240, 'request')).toBe('1,240 requests');
  });

  it('shows shares, latencies, factors and digests shortly', () => {
    expect(share(25)).toBe('25 %');
    expect(share(16.67)).toBe('16.7 %');
    expect(responseTime(0.182)).toBe('182 ms');
    expect(responseTime(1.24)).toBe('1.24 s');
    expect(responseTime(null)).toBe('–');
    expect(times(4.2)).toBe('4.2 ×');
    expect(shortDigest(`sha256:4be1${'0'.repeat(58)}9f`)).toBe('sha256:4be1…9f');
  });

  it('gives dates in the time zone of the reader, and in UTC where nobody translates', () => {
    const at = Date.UTC(2026, 10, 20, 14, 5, 2);
    expect(date(at).mrkdwn).toBe('<!date^1795183502^{time} {date_short_pretty}|2026-11-20 14:05 UTC>');
    expect(date(at, 'seconds').plain).toBe('14:05:02 UTC');
  });
});
