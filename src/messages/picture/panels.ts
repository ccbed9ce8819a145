import type { Plan } from '../../domain/plan.ts';
import { type Drawing, drawEntries, drawLabels, lineHeight } from './drawing.ts';
import { allOf, newShare, podsInWords, sharesOf, timesInWords, wayInWords, waysIn } from './picture-words.ts';
import type { Stretch, WayBack } from './stretches.ts';
import { box, edge, inner, page, slope, text, wrapped } from './svg.ts';

const heights = { shares: 84, pods: 44, strip: 14 } as const;

/** Nobody knows how many requests carry a mark: they are drawn as this percentage, and named. */
const markedPercent = 30;

/** How hard it is to go back, as the height of a strip: told apart by more than colour. */
const hardness: Record<WayBack, number> = { unseen: 0.2, 'at-once': 0.4, 'new-pods': 0.6, stays: 0.8, backup: 1 };

/** Who answers the requests: the old version above, the new one below. */
export function drawShares(drawing: Drawing): void {
  const { plan, columns, parts } = drawing;
  parts.push(text(page.left, drawing.y, sharesOf(plan), { look: 'quiet' }));
  drawing.y += 17;
  drawLabels(drawing, (stretch) => {
    const [first, last] = sharesIn(plan, stretch);
    return first === null || last === null ? 'down' : `${Math.round(last)}`;
  });
  const top = drawing.y + 5;
  const bottom = top + heights.shares;
  const up = (percent: number) => (heights.shares * percent) / 100;
  for (const { stretch, x, width } of columns) {
    const [first, last] = sharesIn(plan, stretch);
    if (first === null || last === null) continue;
    const beside = up(besideIn(stretch));
    parts.push(
      ...box(x, top, width, heights.shares, 'old'),
      ...slope(x, bottom, width, [up(first), up(last)], 'new'),
      ...box(x, bottom - beside, width, beside, 'copies'),
    );
  }
  parts.push(edge(page.left, top, inner, heights.shares));
  drawing.y = bottom + 20;
}

/** The new one's share as a stretch begins and ends; null while nothing answers. */
function sharesIn(plan: Plan, { before, after, pace }: Stretch): [number | null, number | null] {
  const last = newShare(plan, after);
  return [pace === 'gradual' ? newShare(plan, before) : last, last];
}

/** Percent (0 to 100) of the requests that are drawn as copied, or as marked. */
function besideIn({ after: { route } }: Stretch): number {
  switch (route?.kind) {
    case 'mirror':
      return route.percent;
    case 'match':
      return markedPercent;
    case 'weight':
    case undefined:
      return 0;
  }
}

/** Which pods run: the user's own workload, and the candidate on top of it. */
export function drawPods(drawing: Drawing): void {
  const { columns, stretches, parts } = drawing;
  const most = Math.max(1, ...stretches.flatMap(({ before, after }) => [allOf(before.pods), allOf(after.pods)]));
  parts.push(text(page.left, drawing.y, podsInWords(stretches), { look: 'quiet' }));
  const bottom = drawing.y + 6 + heights.pods;
  const up = (pods: number) => (heights.pods * pods) / most;
  for (const { stretch, x, width } of columns) {
    const { pods } = stretch.after;
    const before = stretch.pace === 'gradual' ? stretch.before.pods : pods;
    const own = up(pods.old + pods.new);
    parts.push(
      ...slope(x, bottom, width, [up(before.old + before.new), own], 'old'),
      ...slope(x, bottom, width, [up(before.new), up(pods.new)], 'new'),
      ...box(x, bottom - own - up(pods.candidate), width, up(pods.candidate), 'beside'),
    );
  }
  parts.push(edge(page.left, bottom - heights.pods, inner, heights.pods));
  drawing.y = bottom + 20;
}

/** What is watched, or waited for, and how long. */
export function drawTimes(drawing: Drawing): void {
  const { columns, stretches, parts } = drawing;
  const times = timesInWords(stretches);
  if (times.length === 0) return;
  for (const { stretch, x, width } of columns) {
    if (stretch.ms > 0) parts.push(...box(x, drawing.y - 12, width, 4, stretch.pace === 'watched' ? 'ink' : 'line'));
  }
  drawing.y += 8;
  for (const line of times.flatMap((each) => wrapped(each, inner))) {
    parts.push(text(page.left, drawing.y, line));
    drawing.y += lineHeight;
  }
  drawing.y += 4;
}

/** What going back would mean at each point. */
export function drawWaysBack(drawing: Drawing): void {
  const { plan, columns, stretches, parts } = drawing;
  parts.push(text(page.left, drawing.y, 'The way back', { look: 'quiet' }));
  const bottom = drawing.y + 6 + heights.strip;
  for (const { stretch, x, width } of columns) {
    const height = heights.strip * (plan.flag ? hardness['at-once'] : hardness[stretch.back]);
    parts.push(...box(x, bottom - height, width, height, 'quiet'));
  }
  parts.push(edge(page.left, bottom - heights.strip, inner, heights.strip));
  drawing.y = bottom + 18;
  for (const way of waysIn(stretches)) {
    const up = plan.flag ? hardness['at-once'] : hardness[way];
    drawEntries(drawing, [{ look: 'quiet', words: wayInWords(way, plan, stretches), up }]);
  }
}
