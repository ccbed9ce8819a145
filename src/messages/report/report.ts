import { setsImage, startsIn } from '../../actions/facets.ts';
import { nearlyAllOn } from '../../analysis/before.ts';
import type { ReleaseEvent } from '../../domain/events.ts';
import { flagsMoved } from '../../domain/flag-moves.ts';
import { foldLog } from '../../domain/fold.ts';
import type { Measured, Release } from '../../domain/release.ts';
import { backupOf } from '../../domain/release-state.ts';
import type { Person } from '../../domain/request.ts';
import { childIn, goesBack } from '../../domain/train.ts';
import type { Figures } from '../../domain/verdict.ts';
import { flagIn, ofService, totals } from '../../words/figures.ts';
import { moved } from '../../words/kept.ts';
import { releaseLink } from '../../words/links.ts';
import { causeSentence } from '../../words/sentences.ts';
import { changeOf } from '../../words/subject.ts';
import { code, say, type Words } from '../../words/words.ts';
import { expiredSentence, supersededSentence } from '../card/outcome.ts';
import { timeline } from '../thread/timeline.ts';
import { type Transition, transitionsOf } from '../thread/transitions.ts';
import { goalIn } from './goal.ts';
import { kindOf } from './kind.ts';
import { type Report, reportSchema } from './schema.ts';
import { sharesIn } from './shares.ts';
import { reportedOf } from './signals.ts';
import { statusOf } from './status.ts';

/** What a log has to report; also while the release is live. Throws where the log does not begin with `requested`. */
export function reportOf(events: readonly ReleaseEvent[]): Report {
  const transitions = transitionsOf(events);
  const release = foldLog(events);
  const { plan, phase, startedAt } = release;
  const endedAt = phase.kind === 'ended' ? phase.at : null;
  return {
    format: 1,
    id: release.id,
    number: release.number,
    status: statusOf(release),
    service: plan.target.service,
    environment: plan.target.environment,
    strategy: plan.strategy,
    from: { version: plan.from.version, image: plan.from.image },
    to: { version: plan.to.version, image: plan.to.image },
    ...kindOf(plan),
    ...(plan.train ? { train: stagesIn(release) } : {}),
    plan: release.digest,
    requestedBy: release.request.by,
    reason: release.request.reason,
    approvedBy: release.approvals,
    requestedAt: release.requestedAt,
    startedAt,
    endedAt,
    durationMs: startedAt === null || endedAt === null ? null : endedAt - startedAt,
    cause: causeOf(release),
    ...goalIn(release),
    steps: timeline(transitions, events.at(-1)?.at ?? 0),
    ...beforeAfter(transitions, release),
    ...sharesIn(transitions, release),
    flags: flagsMoved(release).map(({ flag: name, ...shares }) => ({ name, ...shares })),
    ...(release.changes ? { changes: release.changes } : {}),
    ...backupIn(release),
    links: {
      diff: releaseLink(plan, 'diff'),
      dashboard: releaseLink(plan, 'dashboard'),
      logs: releaseLink(plan, 'logs'),
    },
  };
}

function stagesIn({ plan, children = [] }: Release): NonNullable<Report['train']> {
  const ofSet = plan.train?.kind === 'set';
  return plan.steps.flatMap(({ action }) =>
    startsIn(action).map((place) => {
      const { service, environment } = place;
      const child = childIn(children, place, goesBack(plan.train));
      const whose = ofSet ? { service } : {};
      const outcome = child?.aStays ? 'A stays' : (child?.outcome ?? null);
      return { ...whose, environment, number: child?.number ?? null, outcome };
    }),
  );
}

/** "2.4.0 → 2.4.1"; of a set "3 services". */
export function changeReported(report: Report): string {
  return report.train?.some((stage) => stage.service !== undefined) ? report.to.version : changeOf(report);
}

/** "staging succeeded (#13)" */
export function stageWords(stage: NonNullable<Report['train']>[number]): Words {
  const { number, outcome } = stage;
  const name = stage.service ?? stage.environment;
  if (number === null) return say`${name}: nothing begun`;
  return say`${name} ${(outcome ?? 'under way').replace('-', ' ')} (#${number})`;
}

function backupIn(release: Release): Pick<Report, 'backup'> {
  const id = backupOf(release);
  const { service, migration } = release.plan.target;
  const createdAt = release.calls?.backup?.answer?.createdAt ?? null;
  return id === null ? {} : { backup: { id, database: migration?.database ?? service, createdAt } };
}

function causeOf(release: Release): Report['cause'] {
  const { phase, plan } = release;
  if (phase.kind !== 'rolling-back' && phase.kind !== 'ended') return null;
  if (phase.cause) return { code: phase.cause.code, sentence: causeSentence(phase.cause, plan).plain };
  if (phase.kind === 'rolling-back') return null;
  const { outcome, by, reason } = phase;
  if (outcome === 'superseded') return { code: outcome, sentence: supersededSentence(release).plain };
  if (outcome !== 'expired' && outcome !== 'rejected' && outcome !== 'withdrawn') return null;
  if (outcome === 'expired') return { code: outcome, sentence: expiredSentence(release, reason).plain };
  return { code: outcome, sentence: ended(outcome, by, reason) };
}

function ended(outcome: 'rejected' | 'withdrawn', by: Person | null, reason: string | null): string {
  if (outcome === 'withdrawn' && !by) return `It was not started${reason ? `: ${reason}` : ''}.`;
  return `${by?.name ?? 'Sluice'} ${outcome === 'rejected' ? 'rejected' : 'withdrew'} it${reason ? `: ${reason}` : ''}.`;
}

/**
 * Before: stable until it takes the new image. After: the candidate's last window with figures; the fold drops it when
 * the traffic returns.
 */
function beforeAfter(transitions: readonly Transition[], release: Release): Pick<Report, 'metrics' | 'compared'> {
  const { plan, measured, window } = release;
  const last = transitions.findLast(({ before }) => before.window.length > 0)?.before.window ?? [];
  const seen = window.length > 0 ? window : last;
  const compared = comparedIn(release, seen);
  if (compared !== null) return { metrics: both(totals(seen, 'stable'), totals(seen, 'candidate')), compared };
  const now = ofService(seen);
  if (plan.flag) {
    const [then, since] = release.before ? [release.before, now] : [now, []];
    return { metrics: both(totals(then, 'candidate'), totals(since, 'candidate')) };
  }
  const update = transitions.find(
    ({ event }) => event.type === 'step.started' && setsImage(plan.steps[event.index]?.action),
  );
  const old = measured.filter(({ at }) => at <= (update?.event.at ?? at));
  const before = totals(old, 'stable');
  // Where nothing is watched before the update, its pods are measured for as long as they still serve.
  const all = measured.filter(({ sample }) => sample?.flag === undefined);
  return { metrics: both(before.requests > 0 ? before : totals(all, 'stable'), totals(now, 'candidate')) };
}

function both(before: Figures, after: Figures): Report['metrics'] {
  return { before: metrics(before), after: metrics(after) };
}

/**
 * The flag whose requests with it on stand beside those with it off: where it is what the release was about, or what it went
 * back for, and not nearly everybody had it.
 */
function comparedIn({ plan, phase }: Release, seen: readonly Measured[]): string | null {
  const flag = flagIn(seen);
  const samples = seen.flatMap(({ sample }) => sample ?? []);
  const isAbout = plan.flag !== undefined || phase.kind === 'rolling-back' || hasGoneBack(phase);
  return isAbout && !nearlyAllOn(samples, plan.target.analysis.minRequests) ? flag : null;
}

function hasGoneBack(phase: Release['phase']): boolean {
  return phase.kind === 'ended' && phase.cause !== null;
}

function metrics(figures: Figures): Report['metrics']['before'] {
  return { requests: figures.requests, ...reportedOf(figures) };
}

/** "new-pricing 0 % → 25 %". */
export function flagWords({ name: flag, most = null, by = null, ...shares }: Report['flags'][number]): Words {
  return moved({ flag, most, by, ...shares });
}

/** "Backup snap-42 of database orders". */
export function backupWords({ id, database }: NonNullable<Report['backup']>): Words {
  return say`Backup ${code(id)} of database ${database}`;
}

/** The report as indented JSON. */
export function reportJson(report: Report): string {
  return `${JSON.stringify(reportSchema.parse(report), null, 2)}\n`;
}
