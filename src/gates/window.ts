import { z } from 'zod';
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

interface Moment {
  /** 0 is Monday. */
  day: number;
  /** `HH:MM`. */
  time: string;
}

/** Releases start in these hours only. Going back to an older version is exempt, and what has begun goes on. */
export const window = gateKind<Moment, Settings>({
  name: 'window',
  at: ['request', 'start'],
  setting: {
    schema,
    description: 'When releases may start. Rollbacks may always.',
    example: { days: ['Mon', 'Tue', 'Wed', 'Thu'], from: '09:00', to: '16:00', zone: 'Europe/Berlin' },
  },
  unseen: () => "can't tell what time it is",
  remedy: (_ask, settings) => `ask again within ${hoursOf(settings)}`,
  facts: async (deps, _ask, { zone }) => momentIn(zone, deps.now()),
  evaluate(now, { request, target }, settings) {
    if (request.backwards) return pass('window', 'rollbacks may start at any time');
    const hours = hoursOf(settings);
    if (isOpen(now, settings)) return pass('window', `within ${hours}`);
    return block('window', `outside ${hours}`, `releases to ${target.environment} start within ${hours} only`);
  },
});

function isOpen({ day, time: now }: Moment, { days, from, to }: Settings): boolean {
  const opensOn = (index: number) => days.some((each) => each === week[index]);
  if (from < to) return opensOn(day) && now >= from && now < to;
  return (opensOn(day) && now >= from) || (opensOn((day + 6) % 7) && now < to);
}

/** `Mon, Tue 09:00–17:00 (Europe/Berlin)`. */
function hoursOf({ days, from, to, zone }: Settings): string {
  const inOrder = week.filter((day) => days.includes(day));
  return `${inOrder.join(', ')} ${from}–${to} (${zone})`;
}

/** What calendar and clock on the wall of a zone say. @param at ms since the epoch */
function momentIn(zone: string, at: number): Moment {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
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
