import { mayTakeAway } from '../actions/facets.ts';
import type { Action } from '../actions/index.ts';
import { flowOf, isStray } from '../analysis/flow.ts';
import type { Release } from '../domain/release.ts';
import type { StepOutcome } from '../steps/step.ts';
import { hadRequests } from '../words/draining.ts';
import { stillFlows } from '../words/share-seen.ts';
import type { RunContext } from './perform.ts';

/** What was under way when the share became 0 is over, and proxies have heard of it, after this time (ms) as a rule. */
const settleMs = 2000;
/** Figures that still reach back to before the share became 0 after this time (ms) are waited for no longer. */
const longestSettleMs = 10_000;

/**
 * Going back, before the candidate's pods go: whether requests still reach them, though they have no share any more. A
 * weight that was written is not a share that flows, and who is still led there would be answered by nobody. The metrics
 * are read twice, some seconds apart, after the users are safe.
 * @returns null where no requests reach them, where nobody can tell, or where they have had `limits.ready`
 */
export async function stillFlowing(context: RunContext, release: Release, action: Action): Promise<StepOutcome | null> {
  const { plan, phase } = release;
  if (phase.kind !== 'rolling-back' || !mayTakeAway(action, 'candidate') || !hadRequests(release)) return null;
  const source = context.deps.metricsOf(plan);
  const passed = context.deps.clock.now() - phase.nextSince;
  if (!source.answers.includes('requests') || passed >= plan.target.limits.readyMs) return null;
  const ms = Math.min(settleMs, plan.target.analysis.intervalMs);
  const settling: StepOutcome = { kind: 'wait', ms, what: 'requests under way to end' };
  if (passed < ms) return settling;
  const { checkpoint: before } = context.lastMeasurement;
  const { measurement, checkpoint } = await source.measure(plan, before);
  context.lastMeasurement = { ...context.lastMeasurement, checkpoint };
  if (measurement.kind !== 'sample') return before === null && checkpoint !== null ? settling : null;
  if (measurement.sample.from < phase.nextSince + ms) return passed < longestSettleMs ? settling : null;
  const flow = flowOf([measurement.sample]);
  return isStray(flow) ? { kind: 'retry', error: stillFlows(flow, plan.to.version).plain, ms: settleMs } : null;
}
