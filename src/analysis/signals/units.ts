import { ratio, responseTime } from '../../words/format.ts';

/** How figures of a unit are shown, and drawn. */
interface UnitFacets {
  /** "0.11 %", "182 ms"; a dash where there is none. */
  show(value: number | null): string;
  /** The unit of a chart's axis, and how many of it make one. */
  chart: { unit: '%' | 'ms'; perOne: number };
}

/** `ratio` is 0 to 1. */
export const units = {
  ratio: { show: (value: number | null) => (value === null ? '–' : ratio(value)), chart: { unit: '%', perOne: 100 } },
  seconds: { show: responseTime, chart: { unit: 'ms', perOne: 1000 } },
} as const satisfies Record<string, UnitFacets>;
export type Unit = keyof typeof units;
