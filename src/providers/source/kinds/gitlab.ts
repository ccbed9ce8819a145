import { z } from 'zod';
import { address, timeoutMs, variable } from '../../settings.ts';
import type { SourceKind } from '../kind.ts';
import { migrations, people, repository, tag } from '../settings.ts';

const schema = z
  .strictObject({
    kind: z.literal('gitlab'),
    repository,
    url: address.default('https://gitlab.com').meta({ description: "The server's address, without `/api/v4`." }),
    tokenEnv: variable.default('GITLAB_TOKEN').meta({
      description: 'Environment variable with a token that has the scope `read_api`.',
    }),
    tag,
    migrations,
    people,
    timeoutMs,
  })
  .meta({ description: 'GitLab, by its API for comparing two commits.' });
export type GitlabConfig = z.infer<typeof schema>;

export const gitlab: SourceKind<typeof schema> = { schema, permissions: [], objects: () => [], asks: true };
