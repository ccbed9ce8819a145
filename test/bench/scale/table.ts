import type { Figures } from '../stats.ts';
import { grid } from '../table.ts';
import type { CommandFigures } from './commands.ts';
import type { LiveFigures } from './live.ts';
import { type StartFigures, startTable } from './start.ts';
import type { StormFigures } from './storm.ts';

const liveHeads = [
  'releases',
  'workers',
  'source',
  'late p50 ms',
  'late p99 ms',
  'late max ms',
  'looks taken',
  'worker CPU %',
  'CPU ms/look',
  'worker MB',
  'Redis CPU %',
  'Redis calls/s',
  'calls/look',
  'Redis KB/release',
  'API/look',
  'metrics/look',
  'writes',
  'Slack/s',
  'fakes CPU %',
];

const stormHeads = [
  'what',
  'source',
  'API ms',
  'p50 ms',
  'p99 ms',
  'max ms',
  'never',
  'healthy ones written',
  'all over after s',
  'API calls each',
  'Redis calls each',
];

const commandHeads = [
  'people',
  'services',
  'mode',
  'ack p50 ms',
  'p99 ms',
  'max ms',
  'bare p99 ms',
  'failed',
  'releases',
  'refusals',
  'lost',
  'twice',
  'all answered after s',
];

/** A Markdown table, one row for each case. */
export function liveTable(cases: readonly LiveFigures[]): string {
  return grid(liveHeads, cases.map(liveCells));
}

/** Two rows for a storm that figures show: since it began, and since each release's own look. */
export function stormTable(cases: readonly StormFigures[]): string {
  return grid(stormHeads, cases.flatMap(stormRows));
}

export function commandTable(cases: readonly CommandFigures[]): string {
  return grid(commandHeads, cases.map(commandCells));
}

function liveCells(one: LiveFigures): string[] {
  const { counts, seconds } = one;
  const looks = Math.max(1, counts.looks);
  const cpu = one.cpu.reduce((sum, each) => sum + each, 0);
  return [
    String(one.releases),
    String(one.workers),
    one.source,
    one.lateP50.toFixed(0),
    one.lateP99.toFixed(0),
    one.lateMax.toFixed(0),
    `${(one.taken * 100).toFixed(0)} %${one.never > 0 ? ` (${one.never} never)` : ''}`,
    one.cpu.map((each) => each.toFixed(0)).join(' + '),
    ((cpu * 10 * seconds) / looks).toFixed(1),
    one.rss.map((each) => each.toFixed(0)).join(' + '),
    one.redisCpu.toFixed(0),
    one.redisCalls.toFixed(0),
    ((one.redisCalls * seconds) / looks).toFixed(1),
    one.redisKb.toFixed(1),
    (counts.kube / looks).toFixed(2),
    ((counts.scrapes + counts.queries) / looks).toFixed(2),
    String(counts.writes),
    (counts.slack / seconds).toFixed(1),
    one.simulatorCpu.toFixed(0),
  ];
}

function stormRows(one: StormFigures): string[][] {
  const named = `${one.bad} of ${one.releases} go bad`;
  const what = one.how === 'crash' ? `${named}: pods crash → weight 0` : `${named}: errors → weight 0`;
  const calls = Object.values(one.calls).reduce((sum, count) => sum + count, 0) / one.bad;
  const rest = [
    String(one.never),
    String(one.others),
    one.over === null ? 'never' : (one.over / 1000).toFixed(1),
    calls.toFixed(1),
    one.redisCalls.toFixed(0),
  ];
  const row = (text: string, figures: Figures | null) => [
    text,
    one.source,
    String(one.apiMs),
    ...times(figures),
    ...rest,
  ];
  const looks = one.how === 'errors' ? [row(`${named}: look that shows it → weight 0`, one.sinceLook)] : [];
  return [row(what, one.sinceBad), ...looks];
}

function times(figures: Figures | null): string[] {
  return figures ? [figures.p50, figures.p99, figures.max].map((ms) => ms.toFixed(0)) : ['–', '–', '–'];
}

function commandCells(one: CommandFigures): string[] {
  return [
    String(one.people),
    String(one.services),
    one.mode,
    ...times(one.ack),
    one.bare.p99.toFixed(0),
    String(one.failed),
    String(one.releases),
    String(one.refusals),
    String(one.lost),
    String(one.twice),
    (one.answeredMs / 1000).toFixed(1),
  ];
}

export interface Sections {
  starts: readonly StartFigures[];
  live: readonly LiveFigures[];
  storms: readonly StormFigures[];
  commands: readonly CommandFigures[];
  /** The machine in a sentence. */
  machine: string;
}

/** Everything that was measured, as a part of a page. */
export function sectionOf({ starts, live, storms, commands, machine }: Sections): string {
  const parts = [
    starts.length > 0 ? ['### Start and rest', startNote, startTable(starts)] : [],
    live.length > 0 ? [`### Judged every 10 s`, liveNote, liveTable(live)] : [],
    storms.length > 0 ? ['### Many go bad at the same moment', stormNote, stormTable(storms)] : [],
    commands.length > 0 ? ['### Many people at once', commandNote, commandTable(commands)] : [],
  ];
  return [...parts.flat(), machine].join('\n\n');
}

const startNote = `Each role from the image's file tree. Aims: ready within 1 s, and 120 MB of resident memory 20 s later, when nothing was
asked of it.`;

const liveNote = `Live releases in the middle of a bake, judged every 10 s. *late* is how much later than 10 s after the last look the next one
came. Aims for one worker and 1,000 releases: p99 at most 1 s, half a core, 350 MB. API and metrics are requests for each look.`;

const stormNote = `One worker. All of these candidates go bad at the same moment, with healthy live releases of the same cluster beside them; time
until the VirtualService with weight 0 is written. Aim: 2 s, for errors from the look that shows them. The API server takes
*API ms* for each answer; calls are those until the last weight was written, divided by the releases that went bad.`;

const commandNote = `Everyone sends \`/deploy\` at once to a bot with a worker beside it, by signed HTTP or over Socket Mode. Aim: p99 at most 500 ms,
none lost. *bare* is the same crowd in front of an HTTP server that only answers. Each service can be released once at a time: the others are refused.`;
