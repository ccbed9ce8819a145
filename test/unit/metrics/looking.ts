import type { Plan } from '../../../src/domain/plan.ts';
import type { Measurement } from '../../../src/domain/verdict.ts';
import type { Checkpoint, MetricSource } from '../../../src/providers/metrics/metric-source.ts';

/** Looks at the metrics again and again, each time with what the last look has left. @param after told after each look */
export function looking(source: MetricSource, plan: Plan, after: () => void): () => Promise<Measurement> {
  let checkpoint: Checkpoint = null;
  return async () => {
    const result = await source.measure(plan, checkpoint);
    checkpoint = result.checkpoint;
    after();
    return result.measurement;
  };
}
