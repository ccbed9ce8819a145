import { z } from 'zod';
import type { FlagKind } from '../kind.ts';
import { address, name, timeoutMs, variable } from '../settings.ts';

const schema = z
  .strictObject({
    kind: z.literal('launchdarkly'),
    url: address.default('https://app.launchdarkly.com').meta({
      description: 'The address of the API, without `/api`.',
      examples: ['https://app.eu.launchdarkly.com'],
    }),
    project: name.default('default').meta({ description: "The project's key." }),
    environment: name.optional().meta({
      description: "The environment's key in LaunchDarkly. Default: the environment's own name.",
    }),
    tokenEnv: variable.default('LAUNCHDARKLY_TOKEN').meta({
      description:
        "Environment variable with an API access token whose role may read the project and, in the environment, change flags' state and targeting rules, and create and delete what a release creates.",
    }),
    timeoutMs,
  })
  .meta({
    description:
      'LaunchDarkly, by its REST API (version 20240415) and semantic patches. A percentage is the weight of `true` in the default rule of a boolean flag.',
  });
export type LaunchDarklyConfig = z.infer<typeof schema>;

export const launchdarkly = {
  schema,
  permissions: [],
  objects: () => [],
  finest: { percentage: 0.001, variants: 0.001 },
} satisfies FlagKind<typeof schema>;
