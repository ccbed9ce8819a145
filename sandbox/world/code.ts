import { type CodeHost, startGithub } from '../source/index.ts';
import { shopHistories } from '../source/shop.ts';
import type { World } from '../workloads/index.ts';
import { people } from './people.ts';

/** Where Sluice finds the token of the sandbox's GitHub. */
const tokenEnv = 'SANDBOX_GITHUB_TOKEN';
const token = 'ghp_sandbox';

/** A small GitHub with the code of a world's services. */
export interface Code extends CodeHost {
  /** Adds it to a catalogue of that world. */
  edit(catalogue: string): string;
}

export async function startCode(world: Pick<World, 'services'>): Promise<Code> {
  const host = await startGithub({ token, repositories: shopHistories(world) });
  // Tokens are read from the environment alone.
  process.env[tokenEnv] = token;
  const source = {
    kind: 'github',
    url: host.url,
    repository: 'shop/{service}',
    tokenEnv,
    people: { aoi: people.aoi, ren: people.ren, noor: people.noor },
  };
  return {
    ...host,
    edit: (catalogue) => catalogue.replace('defaults:\n', `defaults:\n  source: ${JSON.stringify(source)}\n`),
  };
}
