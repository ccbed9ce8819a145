import { keptChanges } from '../../domain/changes.ts';
import { allChanges, changesLines } from '../../words/changes.ts';
import { escapeControl, tidy } from '../../words/escape.ts';
import { count, duration, planName } from '../../words/format.ts';
import { goalText } from './goal.ts';
import { reportHeading } from './kind.ts';
import { backupWords, changeReported, flagWords, stageWords } from './report.ts';
import type { Report } from './schema.ts';
import { figureRows, growth, headsOf, periods } from './signals.ts';

/** The report as Markdown (CommonMark with tables), times in UTC. */
export function reportMarkdown(report: Report): string {
  const { service, environment, status, durationMs, cause } = report;
  const took = durationMs === null ? '' : ` in ${duration(durationMs)}`;
  const grown = growth(report);
  const parts = [
    `# ${reportHeading(report)}: ${escaped(`${service} ${changeReported(report)}`)}`,
    summary(report, `**${status}**${took} · ${escaped(environment)} · ${escaped(report.strategy)}`),
    ...grown.map(({ plain }) => escaped(plain)),
    ...(cause ? [escaped(cause.sentence)] : []),
    ...[goalText(report)?.plain ?? []].flat().map(escaped),
    ...(report.changes ? ["## What's in it", changed(report.changes)] : []),
    '## Steps',
    report.steps.map(({ at, text }) => `- ${clock(at)} ${escaped(text)}`).join('\n') || 'None.',
    ...figuresOf(report),
    ...(report.flags.length > 0 ? ['## Flags', flags(report)] : []),
    ...(report.backup ? ['## Backup', backup(report.backup)] : []),
    '## People',
    people(report),
    ...linkLines(report),
  ];
  return `${parts.join('\n\n')}\n`;
}

function summary(report: Report, first: string): string {
  return `${first}\n\nRelease #${report.number} · plan ${planName(report.plan)} · ${new Date(report.requestedAt).toISOString().slice(0, 10)}`;
}

/** Of a train each release reports its own. */
function figuresOf(report: Report): string[] {
  if (!report.train) return ['## Metrics', table(report), escaped(periods(report).plain)];
  return ['## Releases', report.train.map((stage) => `- ${escaped(stageWords(stage).plain)}`).join('\n')];
}

function table(report: Report): string {
  const { metrics, from, to, flag } = report;
  const heads = flag ? ['before', 'after'] : [`before (${from.version})`, `after (${to.version})`];
  const rows = [
    ['', ...(headsOf(report) ?? heads)],
    ['---', '---', '---'],
    ...figureRows(metrics),
    ['requests', count(metrics.before.requests), count(metrics.after.requests)],
  ];
  return rows.map((row) => `| ${row.map((cell) => (cell === '---' ? cell : escaped(cell))).join(' | ')} |`).join('\n');
}

function flags({ flags: all }: Report): string {
  return all.map((flag) => `- ${escaped(flagWords(flag).plain)}`).join('\n');
}

function backup(made: NonNullable<Report['backup']>): string {
  const at = made.createdAt === null ? '' : `, as it was on ${new Date(made.createdAt).toISOString()}`;
  return `- ${escaped(`${backupWords(made).plain}${at}`)}`;
}

function changed(changes: NonNullable<Report['changes']>): string {
  const all = changes.kind === 'known' ? allChanges(changes, keptChanges.commits).flat() : changesLines(changes);
  return all.map(({ plain }) => `- ${escaped(plain.replace(/^• /, ''))}`).join('\n');
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
