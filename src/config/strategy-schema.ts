import { z } from 'zod';
import type { Strategy } from '../domain/target.ts';
import { builtIn } from './defaults.ts';
import { duration, field, name, trafficShare } from './fields.ts';
import { parseDuration } from './units.ts';

const bake = field(duration, 'How long the new version is watched before the release goes on.', builtIn.bake);

const steps = z
  .array(
    z.strictObject({
      percent: trafficShare.meta({ description: 'Share of the traffic for the new version.', examples: [5] }),
      bake,
    }),
    { error: 'expected a list of steps such as {percent: 5, bake: 2m}' },
  )
  .min(1, { error: 'name at least one step' })
  .superRefine((all, context) => {
    all.forEach((step, index) => {
      const before = all[index - 1];
      if (before === undefined || step.percent > before.percent) return;
      const message = `expected more than the ${before.percent} of the step before`;
      context.addIssue({ code: 'custom', path: [index, 'percent'], message });
    });
  });

const kinds = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('canary'),
      steps: field(steps, 'Shares of the traffic, growing, each watched for its `bake`.', builtIn.canarySteps),
    })
    .meta({ description: 'A second Deployment takes a growing share of the traffic.' }),
  z
    .strictObject({ kind: z.literal('rolling'), bake })
    .meta({ description: 'Kubernetes rolls the Deployment; it is watched to the end and for `bake` longer.' }),
  z
    .strictObject({ kind: z.literal('recreate'), bake })
    .meta({ description: 'Down, then up: for workloads that cannot run twice at a time.' }),
]);

/** A strategy written out → the domain's. */
export const inlineStrategy = kinds.transform(toStrategy);

/** A strategy written out, or the name of one (a string). */
export const strategyChoice = z.union([name, inlineStrategy]);

function toStrategy(written: z.output<typeof kinds>): Strategy {
  const usual = parseDuration(builtIn.bake) ?? 0;
  switch (written.kind) {
    case 'canary': {
      const list = written.steps ?? steps.parse(builtIn.canarySteps);
      return { kind: 'canary', steps: list.map((step) => ({ percent: step.percent, bakeMs: step.bake ?? usual })) };
    }
    case 'rolling':
    case 'recreate':
      return { kind: written.kind, bakeMs: written.bake ?? usual };
  }
}
