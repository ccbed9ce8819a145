import type { Message, SlackSandbox } from '../../sandbox/slack/index.ts';

/** One message in Slack without what differs from run to run. */
export interface Said {
  where: 'channel' | 'thread';
  broadcast: boolean;
  text: string;
}

/** Everything that Slack shows of the releases, in the order in which it was first posted. */
export function saidIn(slack: SlackSandbox): { said: Said[]; doubled: string[] } {
  const cards = slack.messages('releases').filter(({ threadTs }) => threadTs === undefined);
  const all = cards.flatMap(({ ts }) => slack.thread('releases', ts));
  const marks = all.map(({ metadata }) => JSON.stringify(metadata?.event_payload ?? null));
  return {
    said: all.map(plain),
    doubled: marks.filter((mark, index) => mark !== 'null' && marks.indexOf(mark) !== index),
  };
}

function plain({ text, threadTs, broadcast }: Message): Said {
  return { where: threadTs === undefined ? 'channel' : 'thread', broadcast, text: withoutFigures(text) };
}

/** Times, durations, measurements and free ports differ; versions, shares of the traffic and names must not. */
export function withoutFigures(text: string): string {
  return (
    text
      .replace(/<!date\^[^>]*>/g, '(time)')
      .replace(/\b127\.0\.0\.1:\d+/g, '(address)')
      .replace(/\b\d[\d,.]* ?(ms|s|min|h)\b( \d+ ?(ms|s|min)\b)*/g, '(time)')
      .replaceAll(/\bwithin \(time\)/g, 'after (time)')
      .replace(/\b\d[\d,.]* requests?\b|(?<=about )\d+/g, '(count)')
      .replace(/(?<=(had|were|Errors|→) )\d[\d.]* ?%(?! for)|\d[\d.]* ?%(?= (errors|\())/g, '(rate)')
      // At 100 % stable is in the figures only where a look began before the last shift: a matter of milliseconds.
      .replace(/(?<=^100 % .*); \S+ had .*(?=\.$)/m, '')
      .replace(/(?<=· plan )[0-9a-f]{4}/, '(digest)')
  );
}

/**
 * How many requests a version got before it died with its worker is a matter of milliseconds, and so is whether there
 * were any: what is said of them is left out, all around it stays.
 */
export function withoutMeasurements(text: string): string {
  return withoutFigures(text)
    .replace(/^Errors \S+ \(.*$/m, '(figures)')
    .replace(/^p99 grew .*\n/m, '')
    .replace(/(Errors on \S+(?: with \S+ on)? were|p99 of \S+(?: with \S+ on)? was) .*?(?=\.$|\.\n)/g, '(verdict)')
    .replace(/ About (?:\(count\)|1 request) failed beyond .*? of the traffic\./, '')
    .replace(/; in all, (?:about \(count\)|none) of the \(count\) that \S+ served failed/, '')
    .replace(/(?<=: healthy).*(?=\.$)/m, '');
}

/** What sort of message it is: its place and how it begins. What is said of a measurement depends on the measurement. */
export function kindOf({ where, broadcast, text }: Said): string {
  return [where, broadcast ? 'broadcast' : 'quiet', ...text.split(/\s+/).slice(0, 4)].join(' ');
}
