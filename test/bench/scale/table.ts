import type { LiveFigures } from './live.ts';

const heads = [
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

/** A Markdown table, one row for each case. */
export function liveTable(cases: readonly LiveFigures[]): string {
  const rows = [heads, heads.map(() => '---'), ...cases.map(cells)];
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cells(one: LiveFigures): string[] {
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
