import { z } from 'zod';
import { duration } from '../words/format.ts';
import { block, gateKind, pass } from './gate.ts';

/** As `Intl` abbreviates them in English, in the order of the week. */
const week = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

const expected = 'expected a time of day such as 09:00';
const time = z.string({ error: expected }).regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: expected });

const schema = z
  .strictObject({
    days: z
      .array(z.enum(week), { error: `expected a list of days, of ${week.join(', ')}` })
      .min(1, { error: 'name at least one day' })
      .default(['Mon', 'Tue', 'Wed', 'Thu', 'Fri'])
      .meta({ description: 'The days on which it opens.' }),
    from: time.default('00:00').meta({ description: 'When it opens, by the clock on the wall.' }),
    to: time.default('24:00').meta({ description: 'When it closes; on the next day where that is before `from`.' }),
    zone: z
      .string()
      .refine(isZone, { error: 'is no time zone; expected one such as Europe/Berlin or UTC' })
      .default('UTC')
      .meta({ description: 'The time zone of these times.' }),
  })
  .refine(({ from, to }) => from !== to, { error: 'from and to are the same; leave both out for whole days' });
type Settings = z.infer<typeof schema>;

const longNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

interface Moment {
  /** 0 is Monday. */
  day: number;
  /** `HH:MM`. */
  time: string;
}

interface Facts {
  now: Moment;
  /** How long until it opens next (ms), and on which day. */
  next: { inMs: number; day: number };
}

/** Releases start in these hours only. Going back to an older version is exempt, and what has begun goes on. */
export const window = gateKind<Facts, Settings>({
  name: 'window',
  at: ['request', 'start'],
  about: 'releases',
  newCodeOnly: true,
  setting: {
    schema,
    description: 'When releases may start. Rollbacks may always.',
    example: { days: ['Mon', 'Tue', 'Wed', 'Thu'], from: '09:00', to: '16:00', zone: 'Europe/Berlin' },
  },
  unseen: () => "can't tell what time it is",
  remedy: () => 'ask again then',
  facts: async (deps, _ask, settings) => {
    const at = deps.now();
    return { now: momentIn(settings.zone, at), next: nextOpening(at, settings) };
  },
  evaluate({ now, next }, { target }, settings) {
    const hours = hoursOf(settings);
    if (isOpen(now, settings)) return pass('window', `within ${hours}`);
    const opens = `${longNames[next.day] ?? ''} ${settings.from} ${settings.zone}, in ${duration(next.inMs)}`;
    const detail = `releases to ${target.environment} may start ${hours}; the window opens ${opens}`;
    return block('window', `outside ${hours}`, detail);
  },
});

function isOpen({ day, time: now }: Moment, { days, from, to }: Settings): boolean {
  const opensOn = (index: number) => days.some((each) => each === week[index]);
  if (from < to) return opensOn(day) && now >= from && now < to;
  return (opensOn(day) && now >= from) || (opensOn((day + 6) % 7) && now < to);
}

/** `Mon–Fri 09:00–17:00 (Europe/Berlin)`. */
function hoursOf({ days, from, to, zone }: Settings): string {
  return `${daysOf(days)} ${from}–${to} (${zone})`;
}

/** `Mon–Thu, Sat`: three or more in a row by the first and the last. */
function daysOf(days: Settings['days']): string {
  const runs: string[][] = [];
  for (const [index, day] of week.entries()) {
    if (!days.includes(day)) continue;
    const run = runs.at(-1);
    if (run && run.at(-1) === week[index - 1]) run.push(day);
    else runs.push([day]);
  }
  return runs.map((run) => (run.length > 2 ? `${run[0]}–${run.at(-1)}` : run.join(', '))).join(', ');
}

const dayMs = 24 * 3_600_000;

/** When it opens next after `at` (ms since the epoch); where a clock skips that time, up to an hour off. */
function nextOpening(at: number, { days, from, zone }: Settings): Facts['next'] {
  const [hour = 0, minute = 0] = from.split(':').map(Number);
  for (let ahead = 0; ahead <= week.length; ahead += 1) {
    const local = at + ahead * dayMs + offsetAt(zone, at + ahead * dayMs);
    const wall = local - (local % dayMs) + (hour * 60 + minute) * 60_000;
    const opens = wall - offsetAt(zone, wall - offsetAt(zone, wall));
    const { day } = momentIn(zone, opens);
    if (opens > at && days.some((each) => each === week[day])) return { inMs: opens - at, day };
  }
  throw new Error(`window: no opening of ${days.join(', ')} within a week`);
}

/** The time of day in a zone to the minute, and what else is asked for, each by its name. @param at ms since the epoch */
function partsIn(zone: string, at: number, more: Intl.DateTimeFormatOptions): Record<string, string> {
  const time = { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const format = new Intl.DateTimeFormat('en-GB', { ...time, ...more });
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** How far the clock on the wall is ahead of UTC (ms), to the minute. */
function offsetAt(zone: string, at: number): number {
  const date = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const parts = Object.entries(partsIn(zone, at, date)).map(([type, value]) => [type, Number(value)] as const);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = Object.fromEntries(parts);
  return Date.UTC(year, month - 1, day, hour, minute) - (at - (at % 60_000));
}

/** What calendar and clock on the wall of a zone say. @param at ms since the epoch */
function momentIn(zone: string, at: number): Moment {
  const parts = partsIn(zone, at, { weekday: 'short' });
  return {
    day: week.findIndex((name) => parts['weekday']?.startsWith(name)),
    time: `${parts['hour']}:${parts['minute']}`,
  };
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
