import { z } from 'zod';
import { factor as writtenFactor } from '../../config/fields.ts';
import type { Figures } from '../../domain/verdict.ts';
import { count, responseTime, times, trimmed } from '../../words/format.ts';
import { say, type Words } from '../../words/words.ts';
import { secondsAt } from '../quantiles.ts';
import { tailJudging } from '../tail.ts';
import type { Reported, SignalKind, SignalReport, SignalWords } from './signal.ts';
import { units } from './units.ts';

const { show } = units.seconds;

/** Of all requests, the share that may take longer. */
const slowShare = 0.01;

const words: SignalWords = {
  heading: 'p99',
  clause: 'p99',
  inSentence: 'p99',
  unwatched: 'latency is not watched',
  ofVersion: (version) => say`p99 of ${version}`,
  were: (version) => say`p99 of ${version} was`,
  preposition: 'over',
  pronoun: 'that',
  countsUp: false,
  found: (value) => say`p99 ${responseTime(value)}`,
  limit: ({ limit, stable }, factor) => {
    if (stable === null || factor === null) return say`${responseTime(limit)}`;
    const promised = factor * stable;
    const origin = say`${responseTime(limit)}: ${trimmed(factor)} × ${responseTime(stable)}`;
    if (responseTime(promised) === responseTime(limit)) return origin;
    return limit > promised ? say`${origin}, next bucket` : say`${origin}, the largest bucket`;
  },
  promise: (factor, beside) => say`≤ ${times(factor)} ${beside}`,
  promiseNote: 'p99 up to the next bucket of its histogram',
  toll: null,
  subtitle: 'p99 of the requests, by version',
};

/** Interpolation within a bucket and chance move a p99 by this factor without anything being slower. */
const noticeable = 1.2;

/** A 99th percentile of fewer requests is hardly more than their maximum. */
const tailRequests = 1 / slowShare;

const figureOf = (figures: Figures) => secondsAt(figures, 1 - slowShare);

const report: SignalReport = {
  shape: {
    /** Seconds; null where they were not measured. */
    p50: z.number().nullable(),
    p99: z.number().nullable(),
  },
  of: (figures) => ({ p50: secondsAt(figures, 0.5), p99: figureOf(figures) }),
  figure: 'p99',
  rows: ({ p50 = null, p99: slow = null }: Reported) => [
    ['p50', show(p50)],
    ['p99', show(slow)],
  ],
  grew,
};

/** "p99 grew 2.8 ×, from 222 ms to 619 ms (over 3,000 requests)." */
function grew(...[before, after]: Parameters<SignalReport['grew']>): Words | null {
  const [from = null, to = null] = [before['p99'], after['p99']];
  if (from === null || to === null || !(from > 0)) return null;
  if (before.requests < tailRequests || after.requests < tailRequests) return null;
  if (to / from < noticeable) return null;
  return say`p99 grew ${times(to / from)}, from ${responseTime(from)} to ${responseTime(to)} (over ${count(after.requests)} requests).`;
}

/** The time in seconds that 99 of 100 requests keep to. Its limit is how many times stable's it may be. */
export const p99: SignalKind<'maxLatency'> = {
  unit: 'seconds',
  query: 'durations',
  figureOf,
  judging: tailJudging(slowShare, 'the new version reports no latencies, the present one does'),
  setting: {
    key: 'maxLatency',
    schema: writtenFactor,
    usual: '2x',
    description: 'How many times the p99 of the old version the new one may take.',
    before: 'maxLatencyFactor',
  },
  words,
  report,
};
