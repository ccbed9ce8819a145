import { z } from 'zod';
import { bake, keptBakeMs, usualBakeMs } from './bake.ts';
import type { Outline, PlanInput } from './planner.ts';
import { type Handling, strategyKind } from './strategy.ts';

/** What kinds that watch once differ in. */
interface Differing<Kind extends string> {
  /** For the catalogue's reference. */
  description: string;
  /** Whether old and new pods run at once. */
  rolls: Handling['rolls'];
  plan(input: PlanInput<{ kind: Kind; bakeMs: number }>): Outline;
}

/** A kind of strategy that brings the new version in as a whole, and then watches it once, for `bake`. */
export function bakedOnce<Kind extends string>(name: Kind, { description, rolls, plan }: Differing<Kind>) {
  const kind = z.literal(name);
  return strategyKind({
    kind: name,
    schema: z.strictObject({ kind, bake }).meta({ description }),
    settings: z.object({ kind, bakeMs: keptBakeMs }),
    toDomain: (written) => ({ kind: name, bakeMs: written.bake ?? usualBakeMs }),
    dividesTraffic: false,
    handling: { clones: false, rolls },
    needs: () => null,
    candidatePods: () => 0,
    bakeMs: ({ bakeMs }) => bakeMs,
    plan,
  });
}
