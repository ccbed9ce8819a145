import { z } from 'zod';
import { words } from './common.ts';
import type { MadeSource, MetricDeps } from './metric-source.ts';
import { podsOf } from './tracks.ts';

const checkpointSchema = z.object({ at: z.number() });

/**
 * Measures nothing: the evidence is the pods' own state, which is watched in any case. Samples hold how many pods
 * each track has and no requests. It needs no first look, and no data is not possible; only a cluster that does not
 * answer makes it `failed`.
 */
export function createNone(deps: MetricDeps): MadeSource {
  return {
    answers: [],
    async measure(plan, checkpoint) {
      try {
        const pods = await podsOf(deps, plan);
        const to = deps.clock.now();
        const last = checkpointSchema.safeParse(checkpoint);
        const from = last.success ? Math.min(last.data.at, to) : to;
        const figures = (track: 'candidate' | 'stable') => ({
          pods: pods.filter((pod) => pod.track === track && pod.running).length,
          requests: 0,
          errors: 0,
          buckets: [],
        });
        const stable = figures('stable');
        const sample = { from, to, candidate: figures('candidate'), stable: stable.pods > 0 ? stable : null };
        return { measurement: { kind: 'sample', sample }, checkpoint: { at: to } };
      } catch (error) {
        return { measurement: { kind: 'failed', detail: words(error) }, checkpoint };
      }
    },
    count: async (_plan, _goal, checkpoint) => ({
      counted: { kind: 'failed', detail: 'no source of figures is set up (`metrics.kind: none`)' },
      checkpoint,
    }),
    look: async () => ({ wrong: null, notWatched: [], counts: null }),
  };
}
