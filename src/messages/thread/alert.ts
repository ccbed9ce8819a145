import type { Message } from '../blocks/blocks.ts';
import type { Chart } from '../report/chart.ts';

/** An alert, and when there was reason for it (ms since the epoch). */
export interface Alert {
  at: number;
  key: string;
  message: Message;
  chart: Chart | null;
}

export function alert(at: number, key: string, message: Message, chart: Chart | null = null): Alert {
  return { at, key, message, chart };
}
