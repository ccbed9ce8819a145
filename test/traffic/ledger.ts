import type { PodRequest } from '../../sandbox/workloads/index.ts';
import { chanceOfAtLeast } from '../../src/analysis/binomial.ts';

/** A share that was written for the candidate, in percent, and when (milliseconds since the epoch). */
export interface Written {
  at: number;
  percent: number;
}

/** What came to the pods while a share held. */
export interface Held extends Written {
  /** Milliseconds after the write from which on the share must hold. */
  settleMs: number;
  /** From then on. */
  requests: number;
  candidate: number;
  /** Milliseconds after the write at which the last request of another kind came: of the candidate after 0, of stable after 100. */
  lastStray: number | undefined;
}

/** As long as a router may take to follow a write, on a machine that keeps up. */
const limitMs = 1000;
/** On one that does not, it gets as much more as the machine kept a timer waiting in this time, and no more than this. */
const graceMs = 4000;
/** Below this chance, a count is not what the share makes it by accident. Some hundred counts are looked at in a run. */
const tooRare = 1e-6;

/**
 * Says how the requests that came to pods divide over the shares that were written.
 * @param isCandidate by the name of the pod
 * @param until the end of the last share
 * @param late milliseconds for which this machine kept a timer waiting between two moments
 */
export function accountOf(
  written: readonly Written[],
  requests: readonly PodRequest[],
  isCandidate: (pod: string) => boolean,
  until: number,
  late: (from: number, to: number) => number,
): Held[] {
  return written.map((share, index): Held => {
    const end = written[index + 1]?.at ?? until;
    const within = requests.filter(({ at }) => at >= share.at && at < end);
    const settleMs = limitMs + Math.min(graceMs, late(share.at, share.at + graceMs));
    const settled = within.filter(({ at }) => at >= share.at + settleMs);
    const stray = within.filter(({ pod }) =>
      share.percent === 0 ? isCandidate(pod) : share.percent === 100 && !isCandidate(pod),
    );
    const last = stray.at(-1);
    return {
      ...share,
      settleMs,
      requests: settled.length,
      candidate: settled.filter(({ pod }) => isCandidate(pod)).length,
      lastStray: last && last.at - share.at,
    };
  });
}

/** Whether the count is one that the share explains. */
export function isPlausible({ percent, requests, candidate }: Held): boolean {
  const share = percent / 100;
  return (
    chanceOfAtLeast(candidate, requests, share) > tooRare &&
    chanceOfAtLeast(requests - candidate, requests, 1 - share) > tooRare
  );
}

/** A line per share, for those who read the run. */
export function tableOf(account: readonly Held[]): string {
  return account
    .map(({ percent, requests, candidate, lastStray, settleMs }) => {
      const measured = requests > 0 ? `${((100 * candidate) / requests).toFixed(1)} %` : '–';
      const stray =
        lastStray === undefined
          ? ''
          : `, the last other one ${Math.round(lastStray)} ms after the write (of ${Math.round(settleMs)})`;
      return `  ${percent.toFixed(0).padStart(3)} %: ${candidate} of ${requests} requests at the candidate (${measured})${stray}`;
    })
    .join('\n');
}
