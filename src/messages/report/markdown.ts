import { escapeControl, tidy } from '../../words/escape.ts';
import { count, duration, planName } from '../../words/format.ts';
import { flagWords, type Report } from './report.ts';
import { figureRows, growth, periods } from './signals.ts';

/** The report as Markdown (CommonMark with tables), times in UTC. */
export function reportMarkdown(report: Report): string {
  const { service, from, to, environment, status, durationMs, cause } = report;
  const took = durationMs === null ? '' : ` in ${duration(durationMs)}`;
  const grown = growth(report);
  const parts = [
    `# Deployment report: ${escaped(`${service} ${from.version} → ${to.version}`)}`,
    summary(report, `**${status}**${took} · ${escaped(environment)} · ${escaped(report.strategy)}`),
    ...grown.map(({ plain }) => escaped(plain)),
    ...(cause ? [escaped(cause.sentence)] : []),
    '## Steps',
    report.steps.map(({ at, text }) => `- ${clock(at)} ${escaped(text)}`).join('\n') || 'None.',
    '## Metrics',
    table(report),
    escaped(periods(report).plain),
    ...(report.flags.length > 0 ? ['## Flags', flags(report)] : []),
    '## People',
    people(report),
    ...linkLines(report),
  ];
  return `${parts.join('\n\n')}\n`;
}

function summary(report: Report, first: string): string {
  return `${first}\n\nRelease #${report.number} · plan ${planName(report.plan)} · ${new Date(report.requestedAt).toISOString().slice(0, 10)}`;
}

function table({ metrics, from, to }: Report): string {
  const rows = [
    ['', `before (${from.version})`, `after (${to.version})`],
    ['---', '---', '---'],
    ...figureRows(metrics),
    ['requests', count(metrics.before.requests), count(metrics.after.requests)],
  ];
  return rows.map((row) => `| ${row.map((cell) => (cell === '---' ? cell : escaped(cell))).join(' | ')} |`).join('\n');
}

function flags({ flags: all }: Report): string {
  return all.map((flag) => `- ${escaped(flagWords(flag).plain)}`).join('\n');
}

function people({ requestedBy, reason, approvedBy }: Report): string {
  const asked = `- requested by ${escaped(requestedBy.name)}${reason ? `: ${escaped(reason)}` : ''}`;
  return [asked, ...approvedBy.map(({ by, at }) => `- approved by ${escaped(by.name)} at ${clock(at)}`)].join('\n');
}

function linkLines({ links }: Report): string[] {
  const named = { diff: 'What changed', dashboard: 'Dashboard', logs: 'Logs' } as const;
  const found = (Object.keys(named) as (keyof typeof named)[]).flatMap((key) => {
    const url = links[key];
    return url ? [`- [${named[key]}](<${url}>)`] : [];
  });
  return found.length > 0 ? ['## Links', found.join('\n')] : [];
}

function clock(at: number): string {
  return `${new Date(at).toISOString().slice(11, 19)} UTC`;
}

/** Text that Markdown shows as it is. */
function escaped(text: string): string {
  return escapeControl(tidy(text)).replace(/[\\`*_{}[\]()#+|~!]/g, '\\$&');
}
