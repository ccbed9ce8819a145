import { z } from 'zod';
import { address, timeoutMs, variable } from '../../settings.ts';
import type { SourceKind } from '../kind.ts';
import { migrations, people, repository, tag } from '../settings.ts';

const schema = z
  .strictObject({
    kind: z.literal('github'),
    repository,
    url: address.default('https://api.github.com').meta({
      description: "The API's address; of GitHub Enterprise Server `https://<host>/api/v3`.",
    }),
    tokenEnv: variable.default('GITHUB_TOKEN').meta({
      description: 'Environment variable with a token that may read the contents of the repository.',
    }),
    tag,
    migrations,
    people,
    timeoutMs,
  })
  .meta({ description: 'GitHub, by its API for comparing two commits.' });
export type GithubConfig = z.infer<typeof schema>;

export const github: SourceKind<typeof schema> = { schema, permissions: [], objects: () => [], asks: true };
