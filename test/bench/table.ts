import { cpus, loadavg, totalmem } from 'node:os';
import { type Aim, type Compared, isCompared, isMet, type Measured, type Row } from './stats.ts';

const headings = ['what', 'times', 'p50', 'p99', 'max', 'aim', '', 'note'];

/** Markdown tables of everything that was measured. */
export function tables(rows: readonly Row[]): string {
  const measured = rows.filter((row): row is Measured => !isCompared(row));
  const compared = rows.filter(isCompared);
  return [
    ...(measured.length > 0 ? [timesTable(measured)] : []),
    ...(compared.length > 0 ? [costsTable(compared)] : []),
  ].join('\n\n');
}

function timesTable(rows: readonly Measured[]): string {
  const cells = rows.map((row) => [
    row.what,
    String(row.figures.count),
    ms(row.figures.p50),
    ms(row.figures.p99),
    ms(row.figures.max),
    aimText(row.aim),
    Object.keys(row.aim).length === 0 ? '' : isMet(row) ? 'met' : 'missed',
    row.note,
  ]);
  return grid(headings, cells);
}

function costsTable(rows: readonly Compared[]): string {
  const cells = rows.map(({ what, unit, of, than, note }) => {
    const amount = (value: number) => `${Number(value.toFixed(1))} ${unit}`.trim();
    return [what, amount(of), amount(than), (of / than).toFixed(2), note];
  });
  return grid(['what', 'train', 'as many releases', 'ratio', 'note'], cells);
}

/** A Markdown table of any cells. */
export function grid(heads: readonly string[], cells: readonly (readonly string[])[]): string {
  const rows = [heads, heads.map(() => '---'), ...cells];
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** The machine in a sentence; its load tells how much of it others had. */
export function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadavg().map((value) => value.toFixed(1));
  return `${cpus().length} cores (${first?.model.trim() ?? 'unknown'}), ${memory} GB, Node ${process.versions.node}, ${process.platform}; load average ${load.join(', ')}`;
}

function ms(value: number): string {
  return value < 10
    ? `${value.toFixed(1)} ms`
    : value < 10_000
      ? `${Math.round(value)} ms`
      : `${(value / 1000).toFixed(1)} s`;
}

function aimText(aim: Aim): string {
  return Object.entries(aim)
    .map(([name, value]) => `${name} ≤ ${value < 1000 ? `${value} ms` : `${value / 1000} s`}`)
    .join(', ');
}
