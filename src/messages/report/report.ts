import { z } from 'zod';
import { setsImage } from '../../actions/facets.ts';
import type { ReleaseEvent } from '../../domain/events.ts';
import { flagsMoved } from '../../domain/flag-moves.ts';
import { foldLog } from '../../domain/fold.ts';
import type { Release } from '../../domain/release.ts';
import { type Person, personSchema } from '../../domain/request.ts';
import type { Figures } from '../../domain/verdict.ts';
import { totals } from '../../words/figures.ts';
import { moved } from '../../words/kept.ts';
import { releaseLink } from '../../words/links.ts';
import { causeSentence } from '../../words/sentences.ts';
import type { Words } from '../../words/words.ts';
import { expiredSentence } from '../card/ended.ts';
import { timeline } from '../thread/timeline.ts';
import { type Transition, transitionsOf } from '../thread/transitions.ts';
import { reportedOf, reportShape } from './signals.ts';

/** What the figures rest on, and the members of each signal. */
const metricsSchema = z.object({ requests: z.number() }).and(z.object(reportShape));

const share = z.number().nullable();

const versionSchema = z.object({ version: z.string(), image: z.string() });

/** The final report of a release, as `sluice report --json` prints it. */
export const reportSchema = z.object({
  format: z.literal(1),
  id: z.string(),
  number: z.number(),
  status: z.enum(['SUCCESS', 'ROLLBACK', 'REJECTED', 'EXPIRED', 'WITHDRAWN', 'HANDED OVER', 'LIVE']),
  service: z.string(),
  environment: z.string(),
  strategy: z.string(),
  from: versionSchema,
  to: versionSchema,
  plan: z.string(),
  requestedBy: personSchema,
  reason: z.string().nullable(),
  approvedBy: z.array(z.object({ by: personSchema, at: z.number() })),
  /** Milliseconds since the epoch; null where it did not come to that. */
  requestedAt: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  /** From the start to the end, milliseconds. */
  durationMs: z.number().nullable(),
  /** Why it was rolled back, rejected or withdrawn: a code and a sentence. */
  cause: z.object({ code: z.string(), sentence: z.string() }).nullable(),
  steps: z.array(z.object({ at: z.number(), text: z.string() })),
  /** Before: stable's figures over the release. After: the candidate's in its last window. */
  metrics: z.object({ before: metricsSchema, after: metricsSchema }),
  /** Percent (0 to 100) before and now, and the most in between; null where no single figure says it. */
  flags: z.array(z.object({ name: z.string(), from: share, to: share, most: share.optional() })),
  links: z.object({ diff: z.string().nullable(), dashboard: z.string().nullable(), logs: z.string().nullable() }),
});
export type Report = z.infer<typeof reportSchema>;

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
    plan: release.digest,
    requestedBy: release.request.by,
    reason: release.request.reason,
    approvedBy: release.approvals,
    requestedAt: release.requestedAt,
    startedAt,
    endedAt,
    durationMs: startedAt === null || endedAt === null ? null : endedAt - startedAt,
    cause: causeOf(release),
    steps: timeline(transitions, events.at(-1)?.at ?? 0),
    metrics: beforeAfter(transitions, release),
    flags: flagsMoved(release).map(({ flag: name, ...shares }) => ({ name, ...shares })),
    links: {
      diff: releaseLink(plan, 'diff'),
      dashboard: releaseLink(plan, 'dashboard'),
      logs: releaseLink(plan, 'logs'),
    },
  };
}

function statusOf({ phase }: Release): Report['status'] {
  if (phase.kind !== 'ended') return phase.kind === 'rolling-back' ? 'ROLLBACK' : 'LIVE';
  const names = {
    succeeded: 'SUCCESS',
    kept: 'ROLLBACK',
    'rolled-back': 'ROLLBACK',
    rejected: 'REJECTED',
    expired: 'EXPIRED',
    withdrawn: 'WITHDRAWN',
    'handed-over': 'HANDED OVER',
  } as const;
  return names[phase.outcome];
}

function causeOf(release: Release): Report['cause'] {
  const { phase, plan } = release;
  if (phase.kind === 'awaiting-approval' || phase.kind === 'running') return null;
  if (phase.cause) return { code: phase.cause.code, sentence: causeSentence(phase.cause, plan).plain };
  if (phase.kind === 'rolling-back') return null;
  const { outcome, by, reason } = phase;
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
function beforeAfter(transitions: readonly Transition[], { plan, measured, window }: Release): Report['metrics'] {
  const last = transitions.findLast(({ before }) => before.window.length > 0)?.before.window ?? [];
  const now = window.length > 0 ? window : last;
  const update = transitions.find(
    ({ event }) => event.type === 'step.started' && setsImage(plan.steps[event.index]?.action),
  );
  const old = measured.filter(({ at }) => at <= (update?.event.at ?? at));
  const before = totals(old, 'stable');
  // Where nothing is watched before the update, its pods are measured for as long as they still serve.
  return {
    before: metrics(before.requests > 0 ? before : totals(measured, 'stable')),
    after: metrics(totals(now, 'candidate')),
  };
}

function metrics(figures: Figures): Report['metrics']['before'] {
  return { requests: figures.requests, ...reportedOf(figures) };
}

/** "new-pricing 0 % → 25 %". */
export function flagWords({ name: flag, most = null, ...shares }: Report['flags'][number]): Words {
  return moved({ flag, most, ...shares });
}

/** The report as indented JSON. */
export function reportJson(report: Report): string {
  return `${JSON.stringify(reportSchema.parse(report), null, 2)}\n`;
}
