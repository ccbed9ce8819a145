import { waitsForApproval } from '../domain/approval.ts';
import type { Release } from '../domain/release.ts';
import { date, share } from './format.ts';
import { mention } from './people.ts';
import { bold, say, type Words } from './words.ts';

/** One release in one line, for lists: "▶ checkout 2.4.0 → 2.4.1 · production · 25 % · #142". */
export function releaseLine(release: Release, now: number): Words {
  const { plan, number, request } = release;
  const what = say`${bold(plan.target.service)} ${plan.from.version} → ${plan.to.version} · ${plan.target.environment}`;
  return say`${mark(release)} ${what} · ${state(release, now)} · ${mention(request.by)} · #${number}`;
}

function mark(release: Release): string {
  const { phase, hold, paused } = release;
  switch (phase.kind) {
    case 'awaiting-approval':
      return waitsForApproval(release) ? '⏳' : '▶';
    case 'running':
      return hold ? '✋' : paused ? '⏸' : '▶';
    case 'rolling-back':
      return '🔴';
    case 'ended':
      return {
        succeeded: '✅',
        'rolled-back': '🔴',
        rejected: '🚫',
        expired: '⌛',
        withdrawn: '↩',
        'handed-over': '🟠',
      }[phase.outcome];
  }
}

function state(release: Release, now: number): Words {
  const { phase, hold, paused, percent, startedAt, requestedAt } = release;
  switch (phase.kind) {
    case 'awaiting-approval':
      if (!waitsForApproval(release)) return say`starting`;
      return say`waits for approval since ${date(requestedAt, 'time')}`;
    case 'running': {
      const held = hold
        ? say`needs a person at ${share(percent)}`
        : paused
          ? say`paused at ${share(percent)}`
          : say`${share(percent)} of traffic`;
      return startedAt === null || now < startedAt ? held : say`${held}, since ${date(startedAt, 'time')}`;
    }
    case 'rolling-back':
      return phase.error ? say`rollback is stuck` : say`rolling back`;
    case 'ended':
      return say`${phase.outcome === 'succeeded' ? 'released' : phase.outcome.replace('-', ' ')} ${date(phase.at)}`;
  }
}
