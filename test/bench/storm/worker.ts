import type { LogLine, Process } from '../../support/process.ts';
import { processUse } from '../scale/measure.ts';

const everyMs = 100;

/** What becomes of a worker while it is looked at. */
export interface Watched {
  /** The most resident memory that was seen, in MB. */
  peakMb(): number;
  /** Errors of the queue that say that a job's lock was gone. */
  locksLost(): number;
  /** What it complained of, each once, with how often. */
  complaints(): string[];
  /** Turns that another one overtook. */
  overtaken(): number;
  stop(): void;
}

export function watchWorker(worker: Process): Watched {
  const seen = new Set<LogLine>();
  let peak = 0;
  const look = () => {
    for (const line of worker.lines()) if (isTrouble(line)) seen.add(line);
    void processUse(worker.pid).then(
      ({ rss }) => {
        peak = Math.max(peak, rss);
      },
      () => undefined,
    );
  };
  const timer = setInterval(look, everyMs);
  const count = (holds: (line: LogLine) => boolean) => [...seen].filter(holds).length;
  return {
    peakMb: () => peak,
    locksLost: () => count(isLockLost),
    complaints() {
      const words = [...seen].map(({ msg, error }) => `${msg}: ${error ?? ''}`.replace(/\br\d+/g, '…'));
      return Object.entries(Object.groupBy(words, (each) => each)).map(([each, all]) => `${all?.length} × ${each}`);
    },
    overtaken: () => count(isOvertaken),
    stop: () => clearInterval(timer),
  };
}

function isTrouble(line: LogLine): boolean {
  return isLockLost(line) || isOvertaken(line);
}

function isLockLost({ error }: LogLine): boolean {
  return typeof error === 'string' && /lock/i.test(error);
}

function isOvertaken({ msg }: LogLine): boolean {
  return msg.startsWith('another worker has taken this release over');
}
