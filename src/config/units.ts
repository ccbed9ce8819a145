const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A duration as people write it: `90s`, `2m`, `1h30m`, `500ms`; the larger unit first. */
export const durationPattern = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** A percentage as people write it: `1%`, `0.5%`. */
export const percentPattern = /^(\d+(?:\.\d+)?)\s?%$/;

/** How many times as much: `2x`, `1.5x`. */
export const factorPattern = /^(\d+(?:\.\d+)?)\s?x$/;

/** `1h30m` → 5 400 000 ms; null where the text is not a duration. */
export function parseDuration(text: string): number | null {
  const found = durationPattern.exec(text);
  if (found === null || text === '') return null;
  const [, d, h, m, s, ms] = found.map((part) => Number(part ?? 0));
  return (d ?? 0) * units.d + (h ?? 0) * units.h + (m ?? 0) * units.m + (s ?? 0) * units.s + (ms ?? 0) * units.ms;
}

/** 5 400 000 ms → `1h30m`: the shortest text that `parseDuration` reads back as the same. */
export function formatDuration(ms: number): string {
  let rest = ms;
  const parts = (['d', 'h', 'm', 's', 'ms'] as const).map((unit) => {
    const count = Math.floor(rest / units[unit]);
    rest -= count * units[unit];
    return count > 0 ? `${count}${unit}` : '';
  });
  return parts.join('') || '0s';
}

/** `1%` → 1 (percent, 0 to 100); null where the text is not a percentage of that range. */
export function parsePercent(text: string): number | null {
  const found = percentPattern.exec(text);
  const value = found === null ? Number.NaN : Number(found[1]);
  return value >= 0 && value <= 100 ? value : null;
}

/** `2x` → 2; null where the text is not a factor above 0. */
export function parseFactor(text: string): number | null {
  const found = factorPattern.exec(text);
  const value = found === null ? Number.NaN : Number(found[1]);
  return value > 0 ? value : null;
}
