import { changesText } from '../../words/changes.ts';
import { count, date, duration, planName } from '../../words/format.ts';
import { mention } from '../../words/people.ts';
import { bold, join, lines, nothing, say, type Words } from '../../words/words.ts';
import { actionIds } from '../blocks/action-ids.ts';
import {
  actions,
  type Block,
  type Button,
  button,
  colors,
  context,
  linkButton,
  type Message,
  message,
  preformatted,
  section,
} from '../blocks/blocks.ts';
import { columns, type View } from '../card/parts.ts';
import { goalText } from './goal.ts';
import { reportHeading } from './kind.ts';
import { backupWords, changeReported, flagWords, stageWords } from './report.ts';
import type { Report } from './schema.ts';
import { shareRows, shareWindows } from './shares.ts';
import { figureRows, figuresWords, growth, periods } from './signals.ts';

/**
 * The report for Slack: verdict, table, flags, people, and below what fits a phone the steps, which Slack folds up; links.
 * @param back the button that brings back what ran before; null where there is nothing to bring back
 */
export function reportMessage(report: Report, view: View, back: Button | null = null): Message {
  const summary = summaryText(report);
  const grown = growth(report);
  const cause = report.cause ? say`${report.cause.sentence}` : null;
  const goal = goalText(report);
  const flags = report.flags.length > 0 ? flagsText(report) : null;
  const changes = report.changes ? changesText(report.changes) : null;
  const backup = report.backup ? backupWords(report.backup) : null;
  const value = JSON.stringify({ id: report.id, digest: report.plan });
  const blocks: Block[] = [
    section(lines(summary, ...grown, cause, goal)),
    ...(changes ? [section(changes)] : []),
    ...figureBlocks(report),
    ...(flags ? [section(flags)] : []),
    ...(backup ? [context(backup)] : []),
    context(peopleText(report)),
    ...stepSections(report),
    ...actions([
      back,
      button(actionIds.reportMarkdown, 'Markdown', { value }),
      button(actionIds.reportJson, 'JSON', { value }),
      linkButton(actionIds.openDiff, 'What changed ↗', report.links.diff),
      linkButton(actionIds.openDashboard, 'Dashboard ↗', report.links.dashboard),
      linkButton(actionIds.openThread, 'Thread ↗', view.thread),
    ]),
  ];
  return message(
    lines(summary, ...grown, cause, goal, changes, ...figuresSaid(report), flags, backup, peopleText(report)),
    blocks,
    colorOf(report),
  );
}

function colorOf({ status }: Report): string {
  if (status === 'SUCCESS' || status === 'B STAYS') return colors.good;
  return status === 'A STAYS' ? colors.quiet : colors.bad;
}

/** Of a train each release reports its own. */
function figureBlocks(report: Report): Block[] {
  if (report.train) return [section(stagesText(report.train))];
  const { shares } = report;
  if (shares) return [preformatted(shareRows(report, shares)), context(shareWindows(report, shares))];
  return [preformatted(metricRows(report)), context(periods(report))];
}

function figuresSaid(report: Report): Words[] {
  return report.train ? [stagesText(report.train)] : [figuresWords(report), periods(report)];
}

function stagesText(stages: NonNullable<Report['train']>): Words {
  return join(stages.map(stageWords), ' · ');
}

/** "Deployment report · checkout 2.4.0 → 2.4.1 · production · SUCCESS in 11 min 48 s". */
function summaryText(report: Report): Words {
  const { service, environment, strategy, durationMs } = report;
  const took = durationMs === null ? nothing : say` in ${duration(durationMs)}`;
  const change = changeReported(report);
  return say`${reportHeading(report)} · ${bold(`${service} ${change}`)} · ${strategy} · ${environment} · ${bold(report.status)}${took}`;
}

/** A release of many steps keeps its first and last ones. */
const MOST_STEPS = 40;
/** Characters of a section, with room below Slack's limit. */
const LONGEST = 2900;

/** As few sections as hold them: Slack folds up each that is long. */
function stepSections({ steps }: Report): Block[] {
  const head = steps.slice(0, steps.length > MOST_STEPS ? MOST_STEPS / 2 : MOST_STEPS);
  const tail = steps.length > MOST_STEPS ? steps.slice(-MOST_STEPS / 2) : [];
  const left = steps.length - head.length - tail.length;
  const shown = [...head.map(stepText), ...(left > 0 ? [say`… ${count(left)} more …`] : []), ...tail.map(stepText)];
  const packed: Words[] = [];
  for (const step of shown) {
    const last = packed.at(-1);
    const fits = last !== undefined && last.mrkdwn.length + step.mrkdwn.length < LONGEST;
    if (fits) packed[packed.length - 1] = lines(last, step);
    else packed.push(step);
  }
  return packed.map((words) => section(words));
}

function stepText({ at, text }: Report['steps'][number]): Words {
  return say`${date(at, 'seconds')}  ${text}`;
}

/** Lines of the table of metrics, for a fixed-width block. */
export function metricRows(report: Report): string[] {
  const { status, metrics, from, to, flag, compared } = report;
  const wentBack = status === 'ROLLBACK' || status === 'A STAYS' || status === 'HANDED OVER';
  const heads = wentBack && !flag ? [from.version, to.version] : ['before', 'after'];
  return columns([
    compared === undefined ? ['', ...heads] : [compared, 'off', 'on'],
    ...figureRows(metrics),
    ['requests', count(metrics.before.requests), count(metrics.after.requests)],
  ]);
}

function flagsText({ flags }: Report): Words {
  const shown = flags.slice(0, 20).map(flagWords);
  return say`Flags  ${join(shown, '   ')}`;
}

function peopleText({ requestedBy, approvedBy, plan, number, reason }: Report): Words {
  const approved =
    approvedBy.length > 0
      ? say`approved by ${join(
          approvedBy.map(({ by }) => mention(by)),
          ', ',
        )}`
      : nothing;
  const why = reason ? say`: “${reason}”` : nothing;
  return join(
    [say`requested by ${mention(requestedBy)}${why}`, approved, say`plan ${planName(plan)}`, say`#${number}`],
    ' · ',
  );
}
