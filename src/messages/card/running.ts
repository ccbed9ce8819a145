import { sentToCandidate, setsImage, watchMs } from '../../actions/facets.ts';
import { hasBegun, isKept, type Release, stepIndex } from '../../domain/release.ts';
import { date, duration, left, roughly, share } from '../../words/format.ts';
import { backTo } from '../../words/kept.ts';
import { lackingSentence } from '../../words/lacking.ts';
import { limitsLine } from '../../words/limits.ts';
import { notWatchedNow } from '../../words/not-watched.ts';
import { mention } from '../../words/people.ts';
import { reach } from '../../words/reach.ts';
import { revertedSentence } from '../../words/reverted.ts';
import { describeAction, describeStep, lineOfStep } from '../../words/steps.ts';
import { join, lines, nothing, say, type Words } from '../../words/words.ts';
import {
  actions,
  type Block,
  colors,
  context,
  type Message,
  message,
  preformatted,
  section,
} from '../blocks/blocks.ts';
import { offeredButtons } from '../buttons/offered.ts';
import { basis, comparisonRows, comparisonSpoken } from './comparison.ts';
import { approvedBy, cardTitle, fromWords, linkButtons, nextAction, progressBar, type View } from './parts.ts';

/** While it runs, or while somebody has paused it. */
export function runningCard(release: Release, now: number, view: View): Message {
  const title = cardTitle(release, status(release, now));
  const rows = comparisonRows(release);
  const paused = release.paused ? pausedText(release, release.paused) : null;
  const limits = limitsLine(release);
  const unwatched = notWatchedNow(release);
  const undone = release.reverted ? revertedSentence(release.reverted, release.plan) : null;
  const lacking = release.lacking === null ? null : lackingSentence(release.lacking, release.plan);
  const progress = lines(progressText(release, now), paused, undone, lacking, troubleNow(release, now));
  const blocks: Block[] = [
    title.block,
    section(progress),
    ...(rows.length > 0 ? [preformatted(rows)] : []),
    ...(rows.length > 0 && limits.plain !== '' ? [context(limits)] : []),
    ...(unwatched.plain !== '' ? [context(unwatched)] : []),
    ...actions([...offeredButtons(release), ...linkButtons(release, view, ['dashboard'])]),
    context(
      join(
        [basis(release), fromWords(release), approvedBy(release), say`details in the thread`, say`#${release.number}`],
        ' · ',
      ),
    ),
  ];
  const spoken = lines(
    title.spoken,
    progressText(release, now),
    paused,
    undone,
    lacking,
    troubleNow(release, now),
    comparisonSpoken(release),
    limits,
    unwatched,
    basis(release),
  );
  return message(spoken, blocks, release.paused ? colors.wait : undefined);
}

function status(release: Release, now: number): Words {
  const inFor = say`${roughly(now - (release.startedAt ?? now))} in`;
  if (release.abort) {
    const what = hasBegun(release) ? say`Rolling back ${backTo(release)}` : say`Being withdrawn`;
    return say`↩ ${what} · requested by ${mention(release.abort.by)}`;
  }
  if (release.paused) return join([say`⏸ Paused`, reach(release)], ' · ');
  if (hasShare(release) || isKept(release)) return say`▶ ${reach(release)} · ${inFor}`;
  const what = describeStep(release.plan, stepIndex(release));
  return say`▶ ${what.plain === '' ? 'finishing' : what} · ${inFor}`;
}

/** True while the share of the candidate says best how far the release is. */
function hasShare(release: Release): boolean {
  return release.percent > 0 && !setsImage(release.plan.steps[stepIndex(release)]?.action);
}

function progressText(release: Release, now: number): Words {
  const { plan } = release;
  const shares = plan.steps.some(({ action }) => sentToCandidate(action) !== null);
  const updated = release.done.some(({ index }) => setsImage(plan.steps[index]?.action));
  const percent = shares ? (updated ? 100 : release.percent) : (100 * release.done.length) / plan.steps.length;
  const { line, of } = lineOfStep(plan, stepIndex(release));
  const label = shares && !updated ? share(percent) : `step ${line} of ${of}`;
  return say`${progressBar(percent)} ${label}${nextText(release, now)}`;
}

/** "   next: 50 % in 1 min 20 s", where something comes after the present watching. */
function nextText(release: Release, now: number): Words {
  const { plan, step, paused, abort } = release;
  const watched = step && watchMs(plan.steps[step.index]?.action);
  if (!step || watched === null || paused || abort) return nothing;
  const rest = step.startedAt + watched - now;
  return say`   next: ${nextName(release)} ${rest > 0 ? `in ${left(rest)}` : 'when the figures allow'}`;
}

function nextName(release: Release): Words {
  const next = nextAction(release);
  if (!next) return say`the end`;
  const percent = sentToCandidate(next);
  return percent === null ? describeAction(next, release.plan) : say`${share(percent)}`;
}

function pausedText({ plan }: Release, paused: NonNullable<Release['paused']>): Words {
  return say`Paused by ${mention(paused.by)}. Still being watched. Asks for a decision ${date(paused.at + plan.target.limits.pauseMs)}.`;
}

/** What the present step is being retried for. */
function troubleNow({ plan, step }: Release, now: number): Words | null {
  if (!step?.error) return null;
  return say`Still trying (${describeStep(plan, step.index)}, ${duration(now - step.startedAt)}): ${step.error}`;
}
