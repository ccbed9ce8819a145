import type { Evidence, ReleaseLog, Sight } from './evidence.ts';
import { endOf, placeIn, planIn, requestOf, spanIn } from './read-log.ts';
import type { Plan } from './shapes.ts';
import { jumpKind } from './stalls.ts';

/** The log's clock is Redis', the sights' the sandbox's; both are this machine's, where that has not jumped (ms). */
const clockMs = 100;

/** What a release was given without evidence: a later step without a passed bake, a weight before its step, an end. */
export function unearned(log: ReleaseLog, { sights, bad, troubles }: Evidence): string[] {
  const asked = requestOf(log);
  const plan = planIn(log)?.plan;
  if (!asked || !plan) return [];
  const { from, to } = spanIn(log);
  const jumps = troubles.filter(({ kind }) => kind === jumpKind);
  const own = sights
    .filter(({ place, at }) => place === placeIn(log) && at >= from && at <= to)
    .filter(({ at }) => !jumps.some((jump) => jump.from <= at && at <= jump.to));
  return [
    ...unjudged(log, plan),
    ...own.flatMap((sight) => early(log, plan, sight)),
    ...(!plan.flag && bad.includes(`${asked.request.service} ${plan.to.version}`) ? badEnd(log) : []),
  ];
}

/** A bake ends with a healthy verdict of its own time, or by a person's word. */
function unjudged({ events }: ReleaseLog, plan: Plan): string[] {
  return events.flatMap((event, place) => {
    if (event.type !== 'step.done' || plan.steps[event.index]?.action.kind !== 'bake') return [];
    const begun = events.findIndex((each) => each.type === 'step.started' && each.index === event.index);
    const during = events.slice(begun, place);
    const waived = during.some((each) => each.type === 'hold.closed' && each.answer === 'go-on');
    const promoted = events.slice(0, place).some(({ type }) => type === 'promoted');
    const last = during.findLast((each) => each.type === 'measured');
    if (waived || promoted || last?.verdict.kind === 'healthy') return [];
    return [`the bake ${event.index} was passed on ${last?.verdict.kind ?? 'no'} verdict`];
  });
}

/** A weight, a mark, copies, or as many pods as carry them, were there before the step that gives them had begun. */
function early({ events }: ReleaseLog, plan: Plan, sight: Sight): string[] {
  const { percent, copies, marked, candidate, at } = sight;
  const begun = (index: number) =>
    events.some((each) => each.type === 'step.started' && each.index === index && each.at <= at + clockMs);
  const missing = (what: string, index: number) =>
    index >= 0 && begun(index) ? [] : [`${what} at ${at}, before the step that gives it (${index}) had begun`];
  const byWeight = plan.steps.findIndex(
    ({ action }) => action.kind === 'traffic.shift' && (action.percent ?? 0) >= percent,
  );
  const bySize = plan.steps.findIndex(
    ({ action }) => growing.includes(action.kind) && (action.replicas ?? 0) >= candidate.wanted,
  );
  const byCopies = plan.steps.findIndex(
    ({ action }) => action.kind === 'traffic.mirror' && (action.percent ?? 0) >= copies,
  );
  const byMark = plan.steps.findIndex(({ action }) => action.kind === 'traffic.match');
  return [
    ...(percent > 0 ? missing(`${percent} %`, byWeight) : []),
    ...(copies > 0 ? missing(`copies of ${copies} %`, byCopies) : []),
    ...(marked ? missing('requests with a mark', byMark) : []),
    ...(candidate.wanted > 0 ? missing(`${candidate.wanted} candidate pods`, bySize) : []),
  ];
}

const growing = ['candidate.start', 'candidate.scale', 'traffic.shift', 'traffic.match', 'traffic.mirror'];

/** Without metrics a release holds and goes back: only a person's word lets a bad version through. */
function badEnd(log: ReleaseLog): string[] {
  if (endOf(log)?.outcome !== 'succeeded') return [];
  const byHand = log.events.some(
    (event) => event.type === 'promoted' || (event.type === 'hold.closed' && event.answer === 'go-on'),
  );
  return byHand ? [] : [`a bad version, ${planIn(log)?.plan.to.version}, succeeded`];
}
