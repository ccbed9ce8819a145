import type { Evidence, Sight } from './evidence.ts';
import { jumpKind } from './stalls.ts';

/**
 * Between Sluice's look at the pods and its write lies the way of a few requests on a busy machine (ms). Pods that were
 * ready at some time within it count; a trouble that was open then delays the write by its own length.
 */
export const lookMs = 3_000;

/**
 * Nobody gets traffic, or has traffic left, that their pods cannot carry: a share may only grow onto pods that are
 * ready (stable may take back what it could carry alone), and nobody may be scaled below what their share needs. What
 * share copies or a mark bring, nobody can tell: for these a candidate must have all pods that it is to have. Pods that
 * fall over by themselves are not Sluice's doing.
 */
export function overloads({ sights, troubles }: Pick<Evidence, 'sights' | 'troubles'>): string[] {
  const places = Map.groupBy(sights, ({ place }) => place);
  return [...places.values()].flatMap((own) =>
    own.flatMap((sight, index) => {
      const before = own[index - 1];
      if (!before || sight.routing === 'queue') return [];
      const from = lookedFrom(sight.at, troubles);
      const recent = own.slice(0, index + 1).filter((_, each) => (own[each + 1]?.at ?? sight.at) >= from);
      return [
        ...shareGrew(before, sight, recent),
        ...reachGrew(before, sight, recent),
        ...scaledBelow(before, sight),
      ].map((found) => `${sight.place} at ${sight.at}: ${found}`);
    }),
  );
}

/** A clock that jumped delays no write. */
function lookedFrom(at: number, troubles: Evidence['troubles']): number {
  const from = at - lookMs;
  const open = troubles.filter((each) => each.kind !== jumpKind && each.from <= at && each.to >= from);
  return Math.min(from, ...open.map((each) => each.from - lookMs));
}

/** @param percent 0 to 100 */
function needed({ full }: Sight, percent: number): number {
  return Math.ceil((full * percent) / 100);
}

/** Ready pods at the best of the recent times against what the new share needs. */
function shareGrew(before: Sight, sight: Sight, recent: readonly Sight[]): string[] {
  const most = (who: 'stable' | 'candidate') => Math.max(...recent.map((each) => each[who].ready));
  const lacking = (who: 'stable' | 'candidate', percent: number) =>
    most(who) < needed(sight, percent) ? [`${who} was given ${percent} % with ${most(who)} pods ready`] : [];
  if (sight.percent > before.percent) return lacking('candidate', sight.percent);
  const emptied = sight.routing === 'service' && sight.candidate.wanted === 0 && before.candidate.wanted > 0;
  if (bears(before, most('stable'))) return [];
  return sight.percent < before.percent || emptied ? lacking('stable', 100 - sight.percent) : [];
}

/** Copies, or requests with a mark, come to a candidate that is ready for them. */
function reachGrew(before: Sight, sight: Sight, recent: readonly Sight[]): string[] {
  const grew = sight.copies > before.copies || (sight.marked && !before.marked);
  if (!grew || recent.some(({ candidate: { ready, wanted } }) => ready >= Math.max(1, wanted))) return [];
  const what = sight.marked ? 'requests with a mark' : `copies of ${sight.copies} %`;
  return [`candidate was given ${what} with ${sight.candidate.ready} of ${sight.candidate.wanted} pods ready`];
}

/** Stable could carry what the candidate had: then all of it may go back at once, though stable misses some of its pods. */
function bears({ routing, percent, candidate, stable, full }: Sight, ready: number): boolean {
  const pods = candidate.ready + stable.ready;
  const byPods = pods === 0 ? 0 : (100 * candidate.ready) / pods;
  const share = routing === 'service' && percent === 0 ? byPods : percent;
  return ready > 0 && 100 * ready >= share * full;
}

/** What was wanted just now against the share that is held; without routes stable always keeps its full size. */
function scaledBelow(before: Sight, sight: Sight): string[] {
  const led = sight.marked || sight.copies > 0;
  const taken = led && sight.candidate.wanted === 0 && before.candidate.wanted > 0;
  const gone = taken ? ['candidate was taken away while requests were led to it'] : [];
  const below = (['stable', 'candidate'] as const).flatMap((who) => {
    const percent = who === 'stable' ? 100 - sight.percent : sight.percent;
    const { wanted } = sight[who];
    if (wanted >= before[who].wanted || wanted >= needed(sight, percent)) return [];
    return [`${who} was scaled to ${wanted} while it held ${percent} %`];
  });
  return [...gone, ...below];
}
