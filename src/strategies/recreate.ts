import { z } from 'zod';
import { bake, keptBakeMs, usualBakeMs } from './bake.ts';
import { planIdle } from './idle.ts';
import { bakeStep, step } from './planner.ts';
import { watchedBack } from './quick-back.ts';
import { strategyKind } from './strategy.ts';

const kind = z.literal('recreate');

/** For workloads that cannot run twice: all of the old pods are gone before the first new one starts. */
export const recreate = strategyKind({
  kind: kind.value,
  schema: z
    .strictObject({ kind, bake })
    .meta({ description: 'Down, then up: for workloads that cannot run twice at once.' }),
  settings: z.object({ kind, bakeMs: keptBakeMs }),
  toDomain: (written) => ({ kind: written.kind, bakeMs: written.bake ?? usualBakeMs }),
  dividesTraffic: false,
  handling: { clones: false, rolls: false },
  needs: () => null,
  candidatePods: () => 0,
  bakeMs: ({ bakeMs }) => bakeMs,
  // Two must not run at once, however much of a hurry there is.
  quickBack: ({ bakeMs }) => [{ kind: kind.value, bakeMs: watchedBack(bakeMs) }],
  plan({ target, strategy, snapshot, from, to }) {
    const { replicas } = snapshot;
    if (replicas === 0) return planIdle({ target, from, to });
    const deadlineMs = target.limits.readyMs;
    const down = { kind: 'workload.scale' as const, replicas: 0 };
    const up = { kind: 'workload.scale' as const, replicas };
    return {
      steps: [
        step(down, { undo: [up, { kind: 'verify.clean' }], deadlineMs }),
        step(
          { kind: 'workload.update', image: to.image, replicas: 0 },
          { undo: [{ kind: 'workload.update', image: from.image, replicas: 0 }], deadlineMs },
        ),
        step(up, { undo: [down], deadlineMs, watched: true }),
        bakeStep(100, strategy.bakeMs, target),
        step({ kind: 'verify.clean' }, { deadlineMs }),
      ],
      notes: [`${target.service} is down from the moment the old pods stop until the new ones are ready.`],
      warnings: 1,
    };
  },
});
