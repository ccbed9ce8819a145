import { endedWithA } from '../../domain/ab-test.ts';
import { onlyTries } from '../../domain/plan.ts';
import type { Release } from '../../domain/release.ts';
import { duration } from '../../words/format.ts';
import { featuresNow, versionNow } from '../../words/kept.ts';
import { howOf } from '../../words/subject.ts';
import { join, lines, nothing, say, type Words } from '../../words/words.ts';
import { actions, type Block, colors, type Message, message, section } from '../blocks/blocks.ts';
import { backButton } from './back-button.ts';
import { type Ended, neverPlanned, outcomeDetail } from './outcome.ts';
import { approvedBy, asked, backedUp, cardTitle, fineprint, linkButtons, ofOneVersion, type View } from './parts.ts';

/** What has become of it. The one thing left to decide is whether it goes back. */
export function endedCard(release: Release, phase: Ended, view: View): Message {
  const title = cardTitle(release, outcomeStatus(release, phase));
  const detail = outcomeDetail(release, phase);
  const { plan } = release;
  const how = !ofOneVersion(plan) || neverPlanned(release) ? [] : [say`From ${plan.from.version}`, say`${howOf(plan)}`];
  const who = join([...how, approvedBy(release), backedUp(release)], ' · ');
  const blocks: Block[] = [
    title.block,
    section(lines(detail, who, asked(release))),
    ...actions([backButton(release), ...linkButtons(release, view, ['diff', 'dashboard', 'logs', 'thread'])]),
    fineprint(release),
  ];
  return message(lines(title.spoken, detail, who, asked(release)), blocks, colorOf(phase));
}

function colorOf(phase: Ended): string {
  if (endedWithA(phase)) return colors.quiet;
  switch (phase.outcome) {
    case 'succeeded':
      return colors.good;
    case 'kept':
    case 'rolled-back':
    case 'handed-over':
      return colors.bad;
    case 'superseded':
    case 'rejected':
    case 'expired':
    case 'withdrawn':
      return colors.quiet;
  }
}

/** "✅ Released in 11 min 48 s". */
function outcomeStatus(release: Release, phase: Ended): Words {
  const { plan, startedAt } = release;
  const { outcome, at, by } = phase;
  const took = startedAt === null ? nothing : say` ${duration(at - startedAt)}`;
  if (endedWithA(phase)) {
    const now = phase.cause?.flag ? featuresNow(release) : say`${plan.from.version} stays`;
    return say`🏁 A/B test over: ${now}${took.plain === '' ? nothing : say` after${took}`}`;
  }
  switch (outcome) {
    case 'succeeded':
      if (onlyTries(plan)) return say`✅ Tried${took.plain === '' ? nothing : say` for${took}`}, not released`;
      if (plan.rollback) return say`✅ Back on ${plan.to.version}${took.plain === '' ? nothing : say` after${took}`}`;
      return say`✅ Released${took.plain === '' ? nothing : say` in${took}`}`;
    case 'kept':
      return say`🔴 ${featuresNow(release)}; ${versionNow(release)}`;
    case 'rolled-back':
      if (plan.rollback)
        return say`🔴 Rollback failed: ${plan.from.version} runs again${took.plain === '' ? nothing : say` after${took}`}`;
      if (plan.train) return say`🔴 Stopped${took.plain === '' ? nothing : say` after${took}`}`;
      if (plan.flag) return say`🔴 Rolled back${took.plain === '' ? nothing : say` after${took}`}`;
      return say`🔴 Rolled back to ${plan.from.version}${took.plain === '' ? nothing : say` after${took}`}`;
    case 'superseded':
      return say`↩ Superseded${byWhich(release)}`;
    case 'rejected':
      return say`🚫 Rejected`;
    case 'expired':
      return say`⌛ Expired`;
    case 'withdrawn':
      return by ? say`↩ Withdrawn` : say`↩ Not started`;
    case 'handed-over':
      return say`🟠 Not rolled back: handed over${took.plain === '' ? nothing : say` after${took}`}`;
  }
}

/** " by #144 (2.4.2)", where its log says so. */
function byWhich({ superseded }: Release): Words {
  return superseded ? say` by #${superseded.number} (${superseded.version})` : nothing;
}
