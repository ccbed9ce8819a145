/** Dates as Slack words them: English, in the given (or the browser's) time zone, with the browser's 12 or 24 hours. */
export interface DateContext {
  nowMs: number;
  timeZone?: string;
  hour12?: boolean;
}

type Part = Intl.DateTimeFormatOptions;

function format(ms: number, part: Part, context: DateContext): string {
  const zone = context.timeZone === undefined ? {} : { timeZone: context.timeZone };
  return new Intl.DateTimeFormat('en-US', { ...part, ...zone }).format(ms);
}

function dayKey(ms: number, context: DateContext): string {
  return format(ms, { year: 'numeric', month: '2-digit', day: '2-digit' }, context);
}

function pretty(ms: number, context: DateContext, otherwise: string): string {
  const key = dayKey(ms, context);
  const day = 86_400_000;
  if (key === dayKey(context.nowMs, context)) return 'today';
  if (key === dayKey(context.nowMs - day, context)) return 'yesterday';
  if (key === dayKey(context.nowMs + day, context)) return 'tomorrow';
  return otherwise;
}

function ordinal(day: number): string {
  const tens = day % 100;
  const suffix = tens > 10 && tens < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
  return `${day}${suffix}`;
}

/** Whether the reader's machine counts twelve hours. */
export function usesHour12(): boolean {
  return new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions().hour12 ?? true;
}

/** The time of day of `ms` (epoch milliseconds), e.g. "2:05 PM" or "14:05". */
export function timeOf(ms: number, context: DateContext, seconds = false): string {
  const hour12 = context.hour12 ?? usesHour12();
  const hours: Part = hour12 ? { hour: 'numeric', hour12: true } : { hour: '2-digit', hourCycle: 'h23' };
  return format(ms, { ...hours, minute: '2-digit', ...(seconds ? { second: '2-digit' as const } : {}) }, context);
}

function longDate(ms: number, context: DateContext, part: Part): string {
  const sameYear = format(ms, { year: 'numeric' }, context) === format(context.nowMs, { year: 'numeric' }, context);
  const day = ordinal(Number(format(ms, { day: 'numeric' }, context)));
  const head = format(ms, { month: 'long', ...part }, context);
  return sameYear ? `${head} ${day}` : `${head} ${day}, ${format(ms, { year: 'numeric' }, context)}`;
}

function ago(ms: number, nowMs: number): string {
  const past = nowMs >= ms;
  const seconds = Math.abs(nowMs - ms) / 1000;
  const units: [number, string][] = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ];
  const [size, name] = units.find(([unit]) => seconds >= unit) ?? [1, 'second'];
  const count = Math.floor(seconds / size);
  if (count === 0) return 'now';
  const words = `${count} ${name}${count === 1 ? '' : 's'}`;
  return past ? `${words} ago` : `in ${words}`;
}

function weekdayDate(ms: number, context: DateContext): string {
  return `${format(ms, { weekday: 'long' }, context)}, ${longDate(ms, context, {})}`;
}

/** Fills Slack's {date…} and {time…} tokens of `pattern`; `seconds` is a Unix time. Unknown tokens stay as they are. */
export function formatDate(seconds: number, pattern: string, context: DateContext): string {
  const ms = seconds * 1000;
  const short = () => format(ms, { month: 'short', day: 'numeric', year: 'numeric' }, context);
  const words: Record<string, () => string> = {
    date_num: () =>
      format(ms, { year: 'numeric', month: '2-digit', day: '2-digit' }, context).replace(
        /(\d+)\/(\d+)\/(\d+)/,
        '$3-$1-$2',
      ),
    date_slash: () => format(ms, { year: 'numeric', month: '2-digit', day: '2-digit' }, context),
    date: () => longDate(ms, context, {}),
    date_short: short,
    date_long: () => weekdayDate(ms, context),
    date_pretty: () => pretty(ms, context, longDate(ms, context, {})),
    date_short_pretty: () => pretty(ms, context, short()),
    date_long_pretty: () => pretty(ms, context, weekdayDate(ms, context)),
    day_divider_pretty: () => pretty(ms, context, weekdayDate(ms, context)),
    time: () => timeOf(ms, context),
    time_secs: () => timeOf(ms, context, true),
    ago: () => ago(ms, context.nowMs),
  };
  const filled = pattern.replace(/\{(\w+)\}/g, (whole, name: string) => words[name]?.() ?? whole);
  return /^\{\w*pretty\}/.test(pattern) ? filled.charAt(0).toUpperCase() + filled.slice(1) : filled;
}
