/** Times in ms, as measured. */
export interface Figures {
  count: number;
  p50: number;
  p99: number;
  max: number;
}

/** Nearest-rank percentiles: each is a time that was really seen. Throws where there is none. */
export function figuresOf(times: readonly number[]): Figures {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
    if (value === undefined) throw new Error('nothing was measured');
    return value;
  };
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

export interface Aim {
  p50?: number;
  p99?: number;
  max?: number;
}

/** One row of the table. */
export interface Measured {
  what: string;
  figures: Figures;
  aim: Aim;
  /** What one must know to read the figures. */
  note: string;
}

/** What one way costs, and what another to the same end does. */
export interface Compared {
  what: string;
  unit: string;
  of: number;
  than: number;
  note: string;
}

export type Row = Measured | Compared;

/** A bench gives its rows; it throws only where it could not measure at all. */
export type Bench = (options: { quick: boolean; realUnleash: boolean; say(line: string): void }) => Promise<Row[]>;

export function isCompared(row: Row): row is Compared {
  return 'than' in row;
}

export function isMet({ figures, aim }: Measured): boolean {
  return (['p50', 'p99', 'max'] as const).every((name) => figures[name] <= (aim[name] ?? Number.POSITIVE_INFINITY));
}
