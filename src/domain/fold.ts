import type { Append } from './append.ts';
import type { ReleaseEvent } from './events.ts';
import { begin } from './fold-begin.ts';
import {
  aheadRead,
  childChanged,
  gatesChecked,
  goalAtStart,
  holdClosed,
  jobEnded,
  measured,
  percentAtStart,
  retrying,
  reverted,
  stepDone,
  webhookAnswered,
} from './fold-changes.ts';
import { finished, rollbackStarted, undoDeferred, undoDone } from './fold-ends.ts';
import { planned, queued } from './fold-queue.ts';
import type { Measured, Release } from './release.ts';

/**
 * The release that a log describes, in time linear in its length. Throws where the log does not begin with `requested`.
 * @param latest what was measured since the last entry and is not in the log yet
 */
export function foldLog(events: readonly ReleaseEvent[], latest: Measured | null = null): Release {
  const [first, ...rest] = events;
  if (first?.type !== 'requested') throw new Error('a release log must begin with its request');
  const logged = rest.reduce((release, event) => advance(release, event, pushed), begin(first));
  return withLatest(logged, latest);
}

/** As if the latest measurement were in the log; the version stays the log's. */
export function withLatest(release: Release, latest: Measured | null): Release {
  return latest ? { ...fold(release, latest), version: release.version } : release;
}

/** One event more. Never throws: an event that makes no sense where it stands changes nothing but the version. */
export function fold(release: Release, event: ReleaseEvent): Release {
  return advance(release, event, copied);
}

const copied: Append = (list, item) => [...list, item];
/** A log that is folded as a whole owns its lists, and copying them each time would take long. */
const pushed: Append = (list, item) => {
  list.push(item);
  return list;
};

function advance(release: Release, event: ReleaseEvent, append: Append): Release {
  return { ...release, ...change(release, event, append), version: release.version + 1 };
}

function change(release: Release, event: ReleaseEvent, append: Append): Partial<Release> {
  switch (event.type) {
    case 'requested':
      return {};
    case 'queued':
      return queued(release, event);
    case 'plan.retrying':
      return release.phase.kind === 'queued' ? { phase: { ...release.phase, error: event.error } } : {};
    case 'planned':
      return planned(release, event);
    case 'superseded':
      return { superseded: { by: event.by, at: event.at, number: event.number, version: event.version } };
    case 'approved':
      // It is for one plan, and for no other.
      if (event.digest !== release.digest) return {};
      return { approvals: [...release.approvals, { by: event.by, at: event.at }], gateCheck: null };
    case 'approval.reminded':
      return { remindedAt: event.at };
    case 'ahead.retrying':
      return { ahead: { kind: 'retrying', error: event.error } };
    case 'ahead.read':
      return aheadRead(release, event);
    case 'gates.checked':
      return gatesChecked(release, event);
    case 'started':
      return { startedAt: event.at, phase: { kind: 'running' } };
    case 'step.started':
      return {
        step: { index: event.index, startedAt: event.at, error: null, refusedAt: null },
        waived: false,
        gatesWaived: false,
        reverted: null,
        ...percentAtStart(release, event.index),
        ...goalAtStart(release, event.index),
      };
    case 'step.retrying':
      return release.step ? { step: retrying(release.step, event) } : {};
    case 'step.done':
      return stepDone(release, event);
    case 'measured':
      return measured(release, event, append);
    case 'trouble.seen':
      return { trouble: event.trouble };
    case 'paused':
      return { paused: { by: event.by, at: event.at } };
    case 'resumed':
      return release.paused ? { paused: null, resumedAt: event.at } : {};
    case 'promoted':
      return { promoted: { by: event.by, at: event.at }, paused: null, hold: null };
    case 'abort.asked':
      return { abort: { by: event.by, at: event.at, reason: event.reason } };
    case 'hold.opened':
      return {
        hold: { code: event.code, detail: event.detail, openedAt: event.at, expiresAt: event.expiresAt },
        paused: null,
      };
    case 'hold.closed':
      return holdClosed(release, event);
    case 'rollback.started':
      return rollbackStarted(event);
    case 'evidence.read':
      return { evidence: event.evidence };
    case 'undo.done':
      return undoDone(release, event);
    case 'undo.retrying':
      return release.phase.kind === 'rolling-back' ? { phase: { ...release.phase, error: event.error } } : {};
    case 'undo.deferred':
      return undoDeferred(release, event);
    case 'flag.changed':
      return { flagFound: event.found };
    case 'marks.ignored':
      return { ignored: [...release.ignored, ...event.marks.map(({ object }) => object)] };
    case 'write.reverted':
      return reverted(release, event);
    case 'pods.lacking':
      return { lacking: event.detail, ...(event.idle === undefined ? {} : { idle: event.idle }) };
    case 'job.begun':
      return { begun: [...(release.begun ?? []), { job: event.job, uid: event.uid, succeeded: null }] };
    case 'job.ended':
      return { jobs: [...release.jobs, event.uid], ...jobEnded(release, event) };
    case 'webhook.asked':
      return { calls: { ...release.calls, [event.phase]: { askedAt: event.at, answer: null } } };
    case 'webhook.answered':
      return webhookAnswered(release, event);
    case 'child.changed':
      return childChanged(release, event);
    case 'acknowledged':
      return { acknowledged: { by: event.by, at: event.at } };
    case 'finished':
      return finished(release, event);
  }
}
