import { comparesBy, facetsOf, watches } from '../../actions/facets.ts';
import { signalKinds } from '../../analysis/signals/index.ts';
import { signalsOf } from '../../analysis/signals/of-target.ts';
import { units } from '../../analysis/signals/units.ts';
import type { EventOf } from '../../domain/events.ts';
import { runsBeside } from '../../domain/plan.ts';
import type { Release } from '../../domain/release.ts';
import { flagIn, sidesOf } from '../../words/figures.ts';
import { duration } from '../../words/format.ts';
import { goalResult } from '../../words/goal.ts';
import { notWatchedClauses } from '../../words/not-watched.ts';
import { measuredName } from '../../words/subject.ts';
import { join, nothing, say, type Words } from '../../words/words.ts';

/** What the thread says of a step that is done, with what was measured meanwhile; null where it is silent. */
export function stepNote(event: EventOf<'step.done'>, before: Release, after: Release): Words | null {
  const { plan } = after;
  const action = plan.steps[event.index]?.action;
  if (!action) return null;
  const note = facetsOf(action).note(action, plan, {
    took: duration(event.at - (before.step?.startedAt ?? event.at)),
    said: event.note,
    found: () => judged(event, before),
    inShares: runsBeside(plan),
    watchedNext: watches(plan.steps[event.index + 1]?.action),
  });
  return note && comparesBy(action) ? join([note, goalResult(before)], ' ') : note;
}

/** "healthy, 0.1 % errors of 61 requests, p99 182 ms; 2.4.0 had 0.12 %, 176 ms." */
function judged({ note }: EventOf<'step.done'>, release: Release): Words {
  const { window, plan } = release;
  const { candidate, stable } = sidesOf(release);
  if (window.length === 0) return join([say`${note}`, say`not measured.`], ', ');
  const flag = flagIn(window);
  if (candidate.requests === 0)
    return join([say`${note}`, say`no requests on ${measuredName(plan, flag ?? undefined)}.`], ', ');
  const kinds = signalsOf(plan.target).map(({ name }) => signalKinds[name]);
  const own = kinds.map(({ figureOf, words }) => {
    const value = figureOf(candidate);
    return value === null ? nothing : words.found(value, candidate);
  });
  const found = flag === null ? own : [say`with it on ${join(own, ', ')}`];
  const ours = join([say`${note}`, ...found, ...notWatchedClauses({ window })], ', ');
  if (stable.requests === 0) return say`${ours}.`;
  const theirs = kinds.map(({ figureOf, unit }) => {
    const value = figureOf(stable);
    return value === null ? nothing : say`${units[unit].show(value)}`;
  });
  if (flag !== null) return say`${ours}; with it off, ${join(theirs, ', ')}.`;
  if (plan.flag) return say`${ours}; before, ${join(theirs, ', ')}.`;
  return say`${ours}; ${plan.from.version} had ${join(theirs, ', ')}.`;
}
