import { facetsOf, restMs } from '../../actions/facets.ts';
import type { Plan } from '../../domain/plan.ts';
import { duration } from '../../words/format.ts';
import { describeAction } from '../../words/steps.ts';
import { headingOf } from './picture-words.ts';
import { box, edge, inner, page, picture, slope, text, widthOf, wrapped } from './svg.ts';

/** How wide a step is beside others. */
const weights = { release: 2.4, other: 1.4 } as const;
const bar = 20;
const lineHeight = 17;

interface Column {
  step: Plan['steps'][number];
  x: number;
  width: number;
}

/** The plan of a train as SVG: a bar for each of its releases, all of them beside the same time. Pure. */
export function trainPicture(plan: Plan, alt: string): string {
  const columns = columnsOf(plan);
  const parts = [text(page.left, 24, headingOf(plan), { size: 15, bold: true })];
  let y = legend(parts);
  const top = y - 12;
  for (const column of columns.filter(({ step }) => bringsIn(step))) {
    for (const line of wrapped(describeAction(column.step.action, plan).plain, inner)) {
      parts.push(text(page.left, y, line));
      y += lineHeight;
    }
    parts.push(...release(column, y - 10));
    y += bar + 14;
  }
  y = waits(columns, parts, y);
  for (const line of wrapped(whenOneFails(plan), inner)) {
    parts.push(text(page.left, y, line));
    y += lineHeight;
  }
  return picture(Math.max(y, top) + 2, alt, parts);
}

function columnsOf({ steps }: Plan): Column[] {
  const weightOf = (step: Column['step']) => (bringsIn(step) ? weights.release : weights.other);
  const all = steps.reduce((sum, step) => sum + weightOf(step), 0);
  let x: number = page.left;
  return steps.map((step) => {
    const column = { step, x, width: (inner * weightOf(step)) / all };
    x += column.width;
    return column;
  });
}

/** It starts a release, or several side by side. */
function bringsIn({ action }: Column['step']): boolean {
  return facetsOf(action).starts !== undefined;
}

function legend(parts: string[]): number {
  parts.push(...box(page.left, 36, 11, 11, 'old'), text(page.left + 16, 46, 'the version before'));
  parts.push(...box(page.left + 170, 36, 11, 11, 'new'), text(page.left + 186, 46, 'the new one'));
  return 74;
}

/** Before its release a place has the version before, after it the new one. */
function release({ x, width }: Column, y: number): string[] {
  return [
    ...box(page.left, y, inner, bar, 'old'),
    ...slope(x, y + bar, width, [0, bar], 'new'),
    ...box(x + width, y, page.right - x - width, bar, 'new'),
    edge(page.left, y, inner, bar),
  ];
}

function waits(columns: readonly Column[], parts: string[], y: number): number {
  let free: number = page.left;
  for (const { step, x, width } of columns) {
    const ms = restMs(step.action);
    if (ms === null) continue;
    parts.push(...box(x, y - 18, width, 4, 'ink'));
    const words = `soaks ${duration(ms)}`;
    const [half, middle] = [widthOf(words) / 2, x + width / 2];
    if (middle - half < free || middle + half > page.right) continue;
    parts.push(text(middle, y, words, { centered: true }));
    free = middle + half + 4;
  }
  return y + lineHeight + 6;
}

function whenOneFails({ train }: Plan): string {
  const before = train?.onFailure === 'rollback' ? 'go back as well' : 'keep the new version';
  return `When one fails, it goes back, nothing more is begun, and those before it ${before}.`;
}
