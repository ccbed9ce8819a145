import type { Report } from '../messages/report/report.ts';
import { count, latency, times } from './format.ts';
import { say, type Words } from './words.ts';

/** Interpolation within a bucket and chance move a p99 by this factor without anything being slower. */
const noticeable = 1.2;

/** A 99th percentile of fewer requests is hardly more than their maximum. */
const tailRequests = 100;

/** "p99 grew 2.8 ×, from 222 ms to 619 ms (over 3,000 requests)."; null where it did not, or nobody can tell. */
export function latencyGrowth({ metrics: { before, after } }: Pick<Report, 'metrics'>): Words | null {
  if (before.p99 === null || after.p99 === null || !(before.p99 > 0)) return null;
  if (before.requests < tailRequests || after.requests < tailRequests) return null;
  const factor = after.p99 / before.p99;
  if (factor < noticeable) return null;
  return say`p99 grew ${times(factor)}, from ${latency(before.p99)} to ${latency(after.p99)} (over ${count(after.requests)} requests).`;
}
