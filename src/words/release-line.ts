import { endedWithA, isTestOver } from '../domain/ab-test.ts';
import { waitsForApproval, waitsSince } from '../domain/approval.ts';
import type { Cause } from '../domain/cause.ts';
import { onlyTries } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import { schemaNow } from './contract.ts';
import { date, share } from './format.ts';
import { featuresNow, flagsDone } from './kept.ts';
import { mention } from './people.ts';
import { atReach, hasShare, reach } from './reach.ts';
import { changeOf } from './subject.ts';
import { sideA } from './test-over.ts';
import { trainInList } from './train-title.ts';
import { bold, link, nothing, say, type Words } from './words.ts';

/** One release in one line, for lists: "▶ checkout 2.4.0 → 2.4.1 · production · 25 % · #142". @param card its card's address */
export function releaseLine(release: Release, now: number, card: string | null = null): Words {
  const { plan, number, request } = release;
  const what = plan.train
    ? trainInList(plan)
    : say`${plan.rollback ? say`Rollback · ` : nothing}${bold(plan.target.service)} ${changeOf(plan)} · ${plan.target.environment}`;
  return say`${mark(release)} ${what} · ${state(release, now)} · ${mention(request.by)} · ${numberWords(number, card)}`;
}

/** "#142", leading to its card. Who hears the message, or reads it in a notification, has no use for the address. */
function numberWords(number: number, card: string | null): Words {
  const plain = `#${number}`;
  return { mrkdwn: link(card, plain).mrkdwn, plain };
}

/** "▶ 2.5.0 25 %": what a live release is about to change there, for a table. */
export function liveMark(release: Release): string {
  const { to, rollback } = release.plan;
  const far = release.phase.kind === 'running' && hasShare(release) ? ` ${share(release.percent)}` : '';
  return `${mark(release)} ${rollback ? 'back to ' : ''}${to.version}${far}`;
}

function mark(release: Release): string {
  const { phase, hold, paused } = release;
  switch (phase.kind) {
    case 'queued':
      return '🕓';
    case 'awaiting-approval':
      return waitsForApproval(release) ? '⏳' : '▶';
    case 'running':
      return hold ? '✋' : paused ? '⏸' : '▶';
    case 'rolling-back':
      return isTestOver(phase.cause) && !phase.error ? '🏁' : '🔴';
    case 'ended':
      if (endedWithA(phase)) return '🏁';
      return {
        succeeded: '✅',
        kept: '🔴',
        'rolled-back': '🔴',
        superseded: '↩',
        rejected: '🚫',
        expired: '⌛',
        withdrawn: '↩',
        'handed-over': '🟠',
      }[phase.outcome];
  }
}

function state(release: Release, now: number): Words {
  const { phase, hold, paused, startedAt } = release;
  switch (phase.kind) {
    case 'queued':
      return say`waiting for #${phase.behind.number} to end`;
    case 'awaiting-approval':
      if (!waitsForApproval(release)) return say`starting`;
      return say`waiting for approval since ${date(waitsSince(release), 'time')}`;
    case 'running': {
      const held = hold ? waiting('needs a person', release) : paused ? waiting('paused', release) : going(release);
      return startedAt === null || now < startedAt ? held : say`${held}, since ${date(startedAt, 'time')}`;
    }
    case 'rolling-back':
      if (release.plan.rollback)
        return say`${phase.error ? 'failed and stuck' : 'failed'}, going back to ${release.plan.from.version}`;
      if (phase.error) return say`rollback is stuck`;
      return isTestOver(phase.cause) ? testEnd(release, phase.cause) : say`rolling back`;
    case 'ended':
      return say`${ending(release, phase)} ${date(phase.at)}`;
  }
}

function testEnd({ plan }: Release, cause: Cause | null): Words {
  return say`A/B test over, ${cause?.flag ? sideA(plan, cause.flag) : plan.from.version} stays`;
}

function ending(release: Release, phase: Extract<Release['phase'], { kind: 'ended' }>): Words {
  const { outcome, cause } = phase;
  if (endedWithA(phase))
    return outcome === 'kept' ? say`released; ${testEnd(release, cause)}` : testEnd(release, cause);
  switch (outcome) {
    case 'succeeded': {
      if (onlyTries(release.plan)) return say`tried with copies of requests`;
      const flags = flagsDone(release);
      const without = schemaNow(release) ? say` without its contract` : nothing;
      if (release.plan.rollback) return say`rolled back`;
      return release.plan.flag || flags.plain === '' ? say`released${without}` : say`released${without}, ${flags}`;
    }
    case 'kept':
      return say`released, but ${featuresNow(release)}`;
    case 'superseded':
      return say`superseded${byWhich(release)}`;
    case 'rolled-back':
      if (release.plan.rollback) return say`failed, back to ${release.plan.from.version}`;
      return release.plan.train ? say`stopped` : say`rolled back`;
    case 'handed-over':
    case 'rejected':
    case 'expired':
    case 'withdrawn':
      return say`${outcome.replace('-', ' ')}`;
  }
}

/** " by #144", where its log says so. */
function byWhich({ superseded }: Release): Words {
  return superseded ? say` by #${superseded.number}` : nothing;
}

function waiting(verb: string, release: Release): Words {
  return hasShare(release) ? say`${verb} at ${share(release.percent)}` : say`${verb}${atReach(release)}`;
}

function going(release: Release): Words {
  const far = reach(release);
  return far.plain === '' ? say`pods are being replaced` : far;
}
