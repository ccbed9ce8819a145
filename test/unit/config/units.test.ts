import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatDuration, parseDuration, parseFactor, parsePercent } from '../../../src/config/units.ts';

it('reads durations as people write them', () => {
  const texts = ['90s', '2m', '1h30m', '500ms', '1d', '1m30s', '2m5ms', '0s'];
  expect(texts.map(parseDuration)).toEqual([90_000, 120_000, 5_400_000, 500, 86_400_000, 90_000, 120_005, 0]);
});

it('takes nothing else for a duration', () => {
  for (const text of ['', '5', '2 m', 'm', '-1s', '1.5h', '30s2m', '2M', '1hour', '1s1s'])
    expect(parseDuration(text)).toBeNull();
});

it('writes each duration so that it reads back as the same', () => {
  fc.assert(fc.property(fc.nat(1_000_000_000_000), (ms) => parseDuration(formatDuration(ms)) === ms));
});

it('reads percentages of 0 to 100 and factors above 0', () => {
  expect(['1%', '0.5%', '100 %', '0%'].map(parsePercent)).toEqual([1, 0.5, 100, 0]);
  expect(['101%', '1', '%', '-1%'].map(parsePercent)).toEqual([null, null, null, null]);
  expect(['2x', '1.5x', '0x', '2', 'x'].map(parseFactor)).toEqual([2, 1.5, null, null, null]);
});
