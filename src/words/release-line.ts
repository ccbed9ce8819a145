import { waitsForApproval } from '../domain/approval.ts';
import { growsInShares, versionStays } from '../domain/plan.ts';
import type { Outcome } from '../domain/reasons.ts';
import type { Release } from '../domain/release.ts';
import { date, share } from './format.ts';
import { featuresNow, flagsDone } from './kept.ts';
import { mention } from './people.ts';
import { atReach, reach } from './reach.ts';
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
        kept: '🔴',
        'rolled-back': '🔴',
        rejected: '🚫',
        expired: '⌛',
        withdrawn: '↩',
        'handed-over': '🟠',
      }[phase.outcome];
  }
}

function state(release: Release, now: number): Words {
  const { phase, hold, paused, startedAt, requestedAt } = release;
  switch (phase.kind) {
    case 'awaiting-approval':
      if (!waitsForApproval(release)) return say`starting`;
      return say`waiting for approval since ${date(requestedAt, 'time')}`;
    case 'running': {
      const held = hold ? waiting('needs a person', release) : paused ? waiting('paused', release) : going(release);
      return startedAt === null || now < startedAt ? held : say`${held}, since ${date(startedAt, 'time')}`;
    }
    case 'rolling-back':
      return phase.error ? say`rollback is stuck` : say`rolling back`;
    case 'ended':
      return say`${ending(release, phase.outcome)} ${date(phase.at)}`;
  }
}

function ending(release: Release, outcome: Outcome): Words {
  switch (outcome) {
    case 'succeeded': {
      const flags = flagsDone(release);
      return flags.plain === '' ? say`released` : say`released, ${flags}`;
    }
    case 'kept':
      return say`released, but ${featuresNow(release)}`;
    case 'rolled-back':
    case 'handed-over':
    case 'rejected':
    case 'expired':
    case 'withdrawn':
      return say`${outcome.replace('-', ' ')}`;
  }
}

function waiting(verb: string, release: Release): Words {
  const inShares = growsInShares(release.plan) && !versionStays(release.plan, release.done.length);
  return inShares ? say`${verb} at ${share(release.percent)}` : say`${verb}${atReach(release)}`;
}

function going(release: Release): Words {
  const far = reach(release);
  return far.plain === '' ? say`pods are being replaced` : far;
}
