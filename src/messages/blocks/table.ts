import { limits } from './block-limits.ts';
import type { Rich, RichElement } from './rich.ts';

/** One cell of a table. Formatted text also where plain text would do: Slack has been seen to choke on the latter. */
interface Cell {
  type: 'rich_text';
  elements: [{ type: 'rich_text_section'; elements: RichElement[] }];
}

/** Slack's table; the first row is the heading. Only messages may hold one, and only one each. */
export interface TableBlock {
  type: 'table';
  rows: Cell[][];
  column_settings: { is_wrapped: boolean }[];
}

/** What fits into a table. */
export interface Fitted {
  block: TableBlock;
  /** Rows below the heading that it shows, from the first. */
  shown: number;
}

/**
 * A table of as many rows as Slack takes. The first columns are what a phone shows without scrolling.
 * @param heading names of the columns @param rows each with as many cells as the heading
 */
export function table(heading: readonly string[], rows: readonly (readonly (readonly Rich[])[])[]): Fitted {
  const columns = heading.slice(0, limits.tableColumns);
  const head = columns.map((name) => cell([{ element: { type: 'text', text: name || '–' }, plain: name }]));
  let left = limits.tableText - columns.join('').length;
  const fitting: Cell[][] = [];
  for (const row of rows.slice(0, limits.tableRows - 1)) {
    const cells = row.slice(0, columns.length);
    left -= cells.reduce((sum, pieces) => sum + lengthOf(pieces), 0);
    if (left < 0) break;
    fitting.push(cells.map(cell));
  }
  const settings = columns.map(() => ({ is_wrapped: true }));
  return { block: { type: 'table', rows: [head, ...fitting], column_settings: settings }, shown: fitting.length };
}

/** Slack refuses empty cells. */
function cell(pieces: readonly Rich[]): Cell {
  const elements = pieces.map(({ element }) => element);
  const some: RichElement[] = elements.length > 0 ? elements : [{ type: 'text', text: '–' }];
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: some }] };
}

/** What is counted of a cell, its addresses included. */
function lengthOf(pieces: readonly Rich[]): number {
  return pieces.reduce((sum, { element }) => sum + textOf(element).length, 0);
}

function textOf(element: RichElement): string {
  switch (element.type) {
    case 'text':
      return element.text;
    case 'link':
      return element.url + element.text;
    case 'user':
      return element.user_id;
    case 'date':
      return element.format + element.fallback;
  }
}
