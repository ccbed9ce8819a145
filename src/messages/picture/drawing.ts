import type { Plan } from '../../domain/plan.ts';
import type { Stretch } from './stretches.ts';
import { box, edge, inner, type Look, page, text, widthOf, wrapped } from './svg.ts';

/** A stretch of the plan, and where it is between left and right. */
export interface Column {
  stretch: Stretch;
  x: number;
  width: number;
}

/** Draws from the top down: parts are added, and `y` is where the next one begins. */
export interface Drawing {
  plan: Plan;
  columns: readonly Column[];
  stretches: readonly Stretch[];
  parts: string[];
  y: number;
}

/** How wide a stretch is beside others: what is watched is what people wait for. */
const weights: Record<Stretch['pace'], number> = { moment: 1, gradual: 1.8, watched: 2.4, waits: 2.4 };

/** Between two stretches (px). */
export const gap = 1.5;
export const lineHeight = 18;

/** An empty picture, with its columns laid out. */
export function drawingOf(plan: Plan, stretches: readonly Stretch[]): Drawing {
  const all = stretches.reduce((sum, { pace }) => sum + weights[pace], 0);
  let x: number = page.left;
  const columns = stretches.map((stretch) => {
    const room = (inner * weights[stretch.pace]) / all;
    const column = { stretch, x, width: Math.max(0.5, room - gap) };
    x += room;
    return column;
  });
  return { plan, columns, stretches, parts: [], y: 0 };
}

/** A line of a legend: what a look means. */
export interface Entry {
  look: Look;
  words: string;
  /** How far up the swatch is filled, as a part of it; all of it where nothing is said. */
  up?: number;
}

const swatch = 11;
const indent = 16;

/** Swatches with their words, side by side as long as there is room. */
export function drawEntries(drawing: Drawing, entries: readonly Entry[]): void {
  const { parts } = drawing;
  let x: number = page.left;
  for (const { look, words, up = 1 } of entries) {
    const lines = wrapped(words, inner - indent);
    const width = indent + Math.max(0, ...lines.map((line) => widthOf(line)));
    if (x > page.left && x + width > page.right) {
      x = page.left;
      drawing.y += lineHeight;
    }
    parts.push(...box(x, drawing.y + 1 - swatch * up, swatch, swatch * up, look));
    parts.push(edge(x, drawing.y + 1 - swatch, swatch, swatch));
    lines.forEach((line, index) => {
      if (index > 0) drawing.y += lineHeight;
      parts.push(text(x + indent, drawing.y, line));
    });
    x = lines.length > 1 ? page.right : x + width + 12;
  }
  drawing.y += lineHeight;
}

/** What each column has, where it differs from the one before and there is room for it. */
export function drawLabels({ columns, parts, y }: Drawing, labelOf: (stretch: Stretch) => string): void {
  let [said, free] = ['', page.left as number];
  for (const { stretch, x, width } of columns) {
    const label = labelOf(stretch);
    const middle = x + width / 2;
    const half = widthOf(label) / 2;
    if (label === said || middle - half < free || middle + half > page.right) continue;
    parts.push(text(middle, y, label, { centered: true }));
    [said, free] = [label, middle + half + 3];
  }
}
