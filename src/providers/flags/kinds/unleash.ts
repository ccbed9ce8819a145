import { z } from 'zod';
import type { FlagKind } from '../kind.ts';
import { address, name, timeoutMs, variable } from '../settings.ts';

const schema = z
  .strictObject({
    kind: z.literal('unleash'),
    url: address.meta({
      description: "The server's address, without `/api`.",
      examples: ['https://unleash.example'],
    }),
    project: name.default('default').meta({ description: 'The project that the flags are in.' }),
    environment: name.optional().meta({ description: "As Unleash calls it. Default: the environment's own name." }),
    tokenEnv: variable.default('UNLEASH_TOKEN').meta({
      description:
        'Environment variable with the token for changes: that of a service account, or a personal one, which may read the project, update its flags and their strategies, switch them in the environment, and create and delete what a release creates.',
    }),
    clientTokenEnv: variable.optional().meta({
      description:
        'Environment variable with a backend (client) token of the project and environment. Only with it can values be evaluated as applications see them.',
    }),
    timeoutMs,
  })
  .meta({
    description:
      'Unleash, by its Admin API. Percentages are whole, since its strategies know no finer ones; they are those of the one gradual rollout (or standard strategy) that has no constraints and no segments.',
  });
export type UnleashConfig = z.infer<typeof schema>;

export const unleash = {
  schema,
  permissions: [],
  objects: () => [],
  finest: { percentage: 1, variants: 0.1 },
} satisfies FlagKind<typeof schema>;
