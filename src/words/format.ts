import type { Words } from './words.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds → "0.8 s", "12 s", "1 min 20 s", "2 h 5 min", "3 d 4 h". */
export function duration(ms: number): string {
  const value = Math.max(0, ms);
  if (value < 10 * SECOND) return `${trim((value / SECOND).toFixed(1))} s`;
  const seconds = Math.round(value / SECOND);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < HOUR / SECOND) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(value / MINUTE);
  if (minutes < DAY / MINUTE) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(value / HOUR);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** Two times in milliseconds → "2 to 10 min", "30 s to 2 min"; "2 min" where they are the same. */
export function durations(least: number, most: number): string {
  const [from, to] = [duration(least), duration(most)];
  if (from === to) return to;
  const [number, unit, ...more] = from.split(' ');
  return more.length === 0 && to.endsWith(` ${unit}`) && to.split(' ').length === 2
    ? `${number} to ${to}`
    : `${from} to ${to}`;
}

/** How long something took to be there: "after 0.8 s"; "within 0.1 s" where a clock can hardly tell. */
export function after(ms: number): string {
  return ms < 50 ? 'within 0.1 s' : `after ${duration(ms)}`;
}

/** Milliseconds → "about 12 min"; never more exact than one unit. */
export function about(ms: number): string {
  if (ms < MINUTE) return `about ${Math.max(1, Math.round(ms / (5 * SECOND)) * 5)} s`;
  if (ms < 2 * HOUR) return `about ${Math.round(ms / MINUTE)} min`;
  return `about ${Math.round(ms / HOUR)} h`;
}

/** Ratio 0 to 1 → "0.11 %", "2.1 %", "100 %". */
export function ratio(value: number): string {
  return `${significant(value * 100)} %`;
}

/** Share of the traffic, 0 to 100 → "25 %", "16.7 %". */
export function share(percent: number): string {
  return `${trim(percent.toFixed(1))} %`;
}

/** 4960 → "4,960". Rounds: counters of a scrape may be fractions. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** 26083 → "27,000": an estimate, rounded up to two digits, so that what is said to be enough is. */
export function roundCount(value: number): string {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return count(Math.ceil(value / step) * step);
}

/** "1 request", "1,240 requests". */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${Math.round(value) === 1 ? '' : 's'}`;
}

/** "1 pod", "12 candidate pods". */
export function pods(howMany: number, noun: string): string {
  return `${howMany} ${noun}${howMany === 1 ? '' : 's'}`;
}

/** Seconds → "182 ms", "1.24 s"; null → "–". */
export function responseTime(seconds: number | null): string {
  if (seconds === null || !Number.isFinite(seconds)) return '–';
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${trim(seconds.toFixed(2))} s`;
}

/** How many times, e.g. 4.2 → "4.2 ×"; very large ones mean only that there was next to nothing to compare with. */
export function times(factor: number): string {
  if (factor > 100) return 'over 100 ×';
  return `${factor >= 10 ? count(factor) : trim(factor.toFixed(1))} ×`;
}

/** Milliseconds → one unit, rounded down: "4 min". For times that grow on a card, so that it is edited less often. */
export function roughly(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))} s`;
  return ms < 2 * HOUR ? `${Math.floor(ms / MINUTE)} min` : `${Math.floor(ms / HOUR)} h`;
}

/** How long ago something was, in one unit, rounded down: "just now", "4 min", "5 h", "12 d". */
export function age(ms: number): string {
  if (ms < MINUTE) return 'just now';
  return ms < 2 * DAY ? roughly(ms) : `${Math.floor(ms / DAY)} d`;
}

/** A time left, rounded up: to 5 s, or to the second where it is nearly over. */
export function left(ms: number): string {
  const step = ms > 10 * SECOND ? 5 * SECOND : SECOND;
  return duration(Math.ceil(ms / step) * step);
}

/** A digest for eyes: "sha256:4be1…9f" or "4be1…9f"; short texts stay. */
export function shortDigest(digest: string): string {
  const [, prefix = '', hex = digest] = /^([a-z0-9]+:)?(.*)$/.exec(digest) ?? [];
  return hex.length > 10 ? `${prefix}${hex.slice(0, 4)}…${hex.slice(-2)}` : digest;
}

/** The first four digits of a plan's digest, as people name plans. */
export function planName(digest: string): string {
  return digest.slice(0, 4);
}

const formats = {
  /** "14:02 today", or with the date where it is long ago. Slack writes "Today" where that stands first. */
  moment: '{time} {date_short_pretty}',
  time: '{time}',
  seconds: '{time_secs}',
} as const;

/** A moment in the reader's own time zone; the plain form says it in UTC. */
export function date(at: number, format: keyof typeof formats = 'moment'): Words {
  const plain = utc(at, format);
  return { mrkdwn: `<!date^${Math.floor(at / SECOND)}^${formats[format]}|${plain}>`, plain };
}

function utc(at: number, format: keyof typeof formats): string {
  const iso = new Date(at).toISOString();
  const time = iso.slice(11, format === 'seconds' ? 19 : 16);
  return format === 'moment' ? `${iso.slice(0, 10)} ${time} UTC` : `${time} UTC`;
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** At most two digits after the point, fewer as the number grows. */
function significant(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.01) return '< 0.01';
  return trim(value.toFixed(value < 1 ? 2 : value < 99 ? 1 : 2));
}

/** 2 → "2", 1.50 → "1.5": at most two digits after the point. */
export function trimmed(value: number): string {
  return trim(value.toFixed(2));
}

function trim(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
