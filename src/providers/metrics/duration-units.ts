/** What durations may be counted in, and how many of each make a second. */
export const perSecond = {
  seconds: 1,
  milliseconds: 1000,
  microseconds: 1_000_000,
  nanoseconds: 1_000_000_000,
} as const;

export type DurationUnit = keyof typeof perSecond;

export const durationUnits = Object.keys(perSecond) as [DurationUnit, ...DurationUnit[]];

const endings: readonly [RegExp, DurationUnit][] = [
  [/_(milliseconds|millis|ms)$/, 'milliseconds'],
  [/_(microseconds|micros|us)$/, 'microseconds'],
  [/_(nanoseconds|nanos|ns)$/, 'nanoseconds'],
];

/** What a metric's name says that it counts durations in: seconds where it says nothing. */
export function unitIn(metric: string): DurationUnit {
  return endings.find(([ending]) => ending.test(metric))?.[1] ?? 'seconds';
}
