import { z } from 'zod';
import type { FlagKind } from '../kind.ts';
import { address, name, timeoutMs, variable } from '../settings.ts';

const schema = z
  .strictObject({
    kind: z.literal('split'),
    url: address.default('https://api.split.io').meta({ description: 'The address of the API, without `/internal`.' }),
    workspace: name.meta({ description: "The workspace's (project's) id." }),
    environment: name.optional().meta({
      description: "The environment's name or id in Split. Default: the environment's own name.",
    }),
    trafficType: name.default('user').meta({ description: 'The traffic type of flags that a release creates.' }),
    on: name.default('on').meta({ description: 'The treatment whose percentage is meant.' }),
    off: name.default('off').meta({ description: 'The treatment of all others.' }),
    tokenEnv: variable.default('SPLIT_TOKEN').meta({
      description: 'Environment variable with an Admin API key that may edit flags in the environment.',
    }),
    evaluator: z
      .strictObject({
        url: address.meta({ description: "A Split Evaluator's address." }),
        tokenEnv: variable.default('SPLIT_EVALUATOR_TOKEN').meta({
          description: 'Environment variable with its token.',
        }),
      })
      .optional()
      .meta({ description: 'Only with a Split Evaluator can values be evaluated as applications see them.' }),
    timeoutMs,
  })
  .meta({
    description:
      'Split (Harness FME), by the Admin API under `/internal/api/v2`; Harness calls the same flags by another API of its own, which is not used. A percentage is the size of the bucket of `on` in the default rule. Percentages are whole.',
  });
export type SplitConfig = z.infer<typeof schema>;

export const split = {
  schema,
  permissions: [],
  objects: () => [],
  finest: { percentage: 1, variants: 1 },
} satisfies FlagKind<typeof schema>;
