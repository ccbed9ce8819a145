import type { Plan } from '../../domain/plan.ts';
import { type Drawing, drawEntries, drawingOf, drawLabels, type Entry, gap } from './drawing.ts';
import { drawPods, drawShares, drawTimes, drawWaysBack } from './panels.ts';
import { headingOf, routeInWords, versionsIn } from './picture-words.ts';
import { stretchesOf } from './stretches.ts';
import { downLine, page, picture, text } from './svg.ts';

/** A plan that brings in a version, or moves a flag, as SVG. Pure. @param alt the same in words */
export function versionPicture(plan: Plan, alt: string): string {
  const drawing = drawingOf(plan, stretchesOf(plan));
  drawing.parts.push(text(page.left, 24, headingOf(plan), { size: 15, bold: true }));
  drawing.y = 44;
  drawEntries(drawing, legendOf(drawing));
  drawing.y += 4;
  const top = drawing.y;
  drawShares(drawing);
  if (!plan.flag) drawPods(drawing);
  drawTimes(drawing);
  drawNoReturn(drawing, top);
  drawing.parts.push(text(page.left, drawing.y, 'Lines of the plan', { look: 'quiet' }));
  drawing.y += 17;
  drawLabels(drawing, ({ line }) => `${line}`);
  drawing.y += 20;
  drawWaysBack(drawing);
  return picture(drawing.y, alt, drawing.parts);
}

function legendOf({ plan, stretches }: Drawing): Entry[] {
  const { from, to } = versionsIn(plan);
  const clones = !plan.flag && stretches.some(({ after }) => after.pods.candidate > 0);
  const routes = (['mirror', 'match'] as const).flatMap((kind) => routeInWords(plan, kind, stretches) ?? []);
  return [
    { look: 'old', words: from },
    { look: 'new', words: to },
    ...(clones ? [{ look: 'beside' as const, words: `${to}, candidate` }] : []),
    ...routes.map((words) => ({ look: 'copies' as const, words })),
  ];
}

/** From here on the version stays, whatever comes. */
function drawNoReturn({ plan, columns, parts, y }: Drawing, top: number): void {
  if (plan.flag) return;
  const stays = columns.find(({ stretch }) => stretch.back === 'stays' || stretch.back === 'backup');
  if (stays) parts.push(downLine(stays.x - gap / 2, top - 10, y - 14));
}
