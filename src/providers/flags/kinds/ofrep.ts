import { z } from 'zod';
import type { FlagKind } from '../kind.ts';
import { address, name, timeoutMs, variable } from '../settings.ts';

const schema = z
  .strictObject({
    kind: z.literal('ofrep'),
    url: address.meta({
      description: 'The address of the service or of the relay before it, without `/ofrep`.',
      examples: ['https://flags.example'],
    }),
    environment: name.optional().meta({
      description: "For people only: the token decides which flags are read. Default: the environment's own name.",
    }),
    tokenEnv: variable.default('OFREP_TOKEN').meta({ description: 'Environment variable with the token.' }),
    auth: z
      .enum(['bearer', 'api-key'])
      .default('bearer')
      .meta({ description: 'How the token is sent: `Authorization: Bearer …`, or `X-API-Key`.' }),
    timeoutMs,
  })
  .meta({
    description:
      'Any OpenFeature provider that speaks the OpenFeature Remote Evaluation Protocol, such as flagd or GO Feature Flag. Flags are read and never changed: `releaseFlags` and `with flag` need a kind that can change them.',
  });
export type OfrepConfig = z.infer<typeof schema>;

export const ofrep = {
  schema,
  permissions: [],
  objects: () => [],
  finest: null,
  readsOnly: true,
} satisfies FlagKind<typeof schema>;
