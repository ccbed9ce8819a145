import { comparesBy, decidesAfter, restMs, sentToCandidate, setsImage, soakMs, watchMs } from '../../actions/facets.ts';
import { flagTested, isTesting } from '../../domain/ab-test.ts';
import type { Release } from '../../domain/release.ts';
import { hasBegun, isKept, stepIndex } from '../../domain/release-state.ts';
import { date, duration, left, roughly, share } from '../../words/format.ts';
import { goalSoFar } from '../../words/goal.ts';
import { backTo } from '../../words/kept.ts';
import { lackingSentence } from '../../words/lacking.ts';
import { limitsLine } from '../../words/limits.ts';
import { notWatchedNow } from '../../words/not-watched.ts';
import { mention } from '../../words/people.ts';
import { reach } from '../../words/reach.ts';
import { revertedSentence } from '../../words/reverted.ts';
import { describeAction, describeStep, lineOfStep } from '../../words/steps.ts';
import { sideA } from '../../words/test-over.ts';
import { routeWords } from '../../words/traffic.ts';
import { trainLines, trainNow } from '../../words/train.ts';
import { join, lines, nothing, say, type Words } from '../../words/words.ts';
import {
  actions,
  type Block,
  colors,
  context,
  type Message,
  message,
  preformatted,
  releaseRow,
  sectionsOf,
} from '../blocks/blocks.ts';
import { offeredButtons } from '../buttons/offered.ts';
import { basis, comparisonRows, comparisonSpoken } from './comparison.ts';
import { cardTitle, footer, fromWords, linkButtons, nextAction, progressBar, type View } from './parts.ts';

/** While it runs, or while somebody has paused it. */
export function runningCard(release: Release, now: number, view: View): Message {
  const title = cardTitle(release, status(release, now));
  const rows = comparisonRows(release);
  const paused = release.paused ? pausedText(release, release.paused) : null;
  const limits = limitsLine(release);
  const unwatched = notWatchedNow(release);
  const undone = release.reverted ? revertedSentence(release.reverted, release.plan) : null;
  const { lacking: detail, idle } = release;
  const lacking = detail === null ? null : lackingSentence({ detail, idle }, release.plan);
  const stages = release.plan.train ? trainLines(release) : [];
  const goal = goalSoFar(release);
  const progress = [progressText(release, now), goal, ...stages, paused, undone, lacking, troubleNow(release, now)];
  const blocks: Block[] = [
    title.block,
    ...sectionsOf(progress),
    ...(rows.length > 0 ? [preformatted(rows)] : []),
    ...(rows.length > 0 && limits.plain !== '' ? [context(limits)] : []),
    ...(unwatched.plain !== '' ? [context(unwatched)] : []),
    ...actions([...offeredButtons(release), ...linkButtons(release, view, ['dashboard'])], releaseRow),
    footer(release, [basis(release), fromWords(release)]),
  ];
  const spoken = lines(title.spoken, ...progress, comparisonSpoken(release), limits, unwatched, basis(release));
  return message(spoken, blocks, release.paused ? colors.wait : undefined);
}

function status(release: Release, now: number): Words {
  const inFor = say`${roughly(now - (release.startedAt ?? now))} in`;
  if (release.abort && isTesting(release)) {
    const stays = sideA(release.plan, flagTested(release));
    return say`🏁 A/B test over: ${stays} stays · ended by ${mention(release.abort.by)}`;
  }
  if (release.abort) {
    const back = release.plan.train ? say`Stopping` : say`Rolling back ${backTo(release)}`;
    const what = hasBegun(release) ? back : say`Being withdrawn`;
    return say`↩ ${what} · requested by ${mention(release.abort.by)}`;
  }
  const { superseded } = release;
  if (superseded) return say`↩ Superseded by #${superseded.number} (${superseded.version})`;
  if (release.paused) return join([say`⏸ Paused`, reach(release)], ' · ');
  if (getsRequests(release) || isKept(release)) return say`▶ ${reach(release)} · ${inFor}`;
  const what = release.plan.train ? trainNow(release) : describeStep(release.plan, stepIndex(release));
  return say`▶ ${what.plain === '' ? 'finishing' : what} · ${inFor}`;
}

/** True while what the candidate gets says best how far the release is. */
function getsRequests(release: Release): boolean {
  return release.route !== null && !setsImage(release.plan.steps[stepIndex(release)]?.action);
}

function progressText(release: Release, now: number): Words {
  const { plan, route } = release;
  const shares = plan.steps.some(({ action }) => sentToCandidate(action) !== null);
  const updated = release.done.some(({ index }) => setsImage(plan.steps[index]?.action));
  const percent = shares ? (updated ? 100 : release.percent) : (100 * release.done.length) / plan.steps.length;
  const { line, of } = lineOfStep(plan, stepIndex(release));
  const label =
    shares && !updated
      ? route && route.kind !== 'weight'
        ? routeWords(route, plan)
        : share(percent)
      : `step ${line} of ${of}`;
  return say`${progressBar(percent)} ${label}${nextText(release, now)}`;
}

/** "   next: 50 % in 1 min 20 s", where something comes after the present watching. */
function nextText(release: Release, now: number): Words {
  const { plan, step, paused, abort } = release;
  const action = plan.steps[step?.index ?? -1]?.action;
  const watched = watchMs(action) ?? soakMs(action) ?? restMs(action);
  if (!step || watched === null || paused || abort) return nothing;
  const rest = step.startedAt + watched - now;
  const by = comparesBy(action)?.until === 'result' ? 'within' : 'in';
  return say`   next: ${nextName(release)} ${rest > 0 ? `${by} ${left(rest)}` : 'when the figures allow'}`;
}

function nextName(release: Release): Words {
  const next = nextAction(release);
  const { plan, step } = release;
  if (comparesBy(plan.steps[step?.index ?? -1]?.action)) return say`a result`;
  switch (decidesAfter(plan.steps[step?.index ?? -1]?.action)) {
    case 'ask':
      return say`which version stays`;
    case 'a':
      return say`back to ${plan.from.version}`;
    case 'b':
    case null:
      break;
  }
  if (!next) return say`the end`;
  const percent = sentToCandidate(next);
  return percent === null ? describeAction(next, plan) : say`${share(percent)}`;
}

function pausedText({ plan }: Release, paused: NonNullable<Release['paused']>): Words {
  return say`Paused by ${mention(paused.by)}. Still being watched. Asks for a decision ${date(paused.at + plan.target.limits.pauseMs)}.`;
}

/** What the present step is being retried for. */
function troubleNow({ plan, step }: Release, now: number): Words | null {
  if (!step?.error) return null;
  return say`Still trying (${describeStep(plan, step.index)}, ${duration(now - step.startedAt)}): ${step.error}`;
}
