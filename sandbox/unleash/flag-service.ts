import { watchShares } from './shares.ts';

/** An Unleash that runs: the small one or the real one. */
export interface RunningUnleash {
  url: string;
  adminToken: string;
  /** By environment. */
  clientTokens: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** The flag service of a world, and how its applications see its flags. */
export interface FlagService {
  url: string;
  /** What the catalogue calls the variable of the token for changes. */
  env: Readonly<Record<string, string>>;
  /** Unleash's environment for one of the world's. */
  environmentFor(environment: string): string;
  /** Ratio (0 to 1) of the users who get what is behind a flag, as applications have heard last. */
  shareOf(flag: string, environment: string): number;
  stop(): Promise<void>;
}

export const tokenEnv = 'SANDBOX_UNLEASH_TOKEN';

/** Puts these flags, switched off, into an Unleash. */
export async function flagService(unleash: RunningUnleash, flags: readonly string[]): Promise<FlagService> {
  const { url, adminToken, clientTokens } = unleash;
  for (const name of flags) {
    const answer = await fetch(`${url}/api/admin/projects/default/features`, {
      method: 'POST',
      headers: { authorization: adminToken, 'content-type': 'application/json' },
      body: JSON.stringify({ name, type: 'release' }),
    });
    if (!answer.ok) throw new Error(`Unleash does not take the flag ${name}: ${answer.status} ${await answer.text()}`);
  }
  const shares = watchShares(url, clientTokens);
  const environmentFor = (environment: string) => (environment === 'production' ? 'production' : 'development');
  return {
    url,
    env: { [tokenEnv]: adminToken },
    environmentFor,
    shareOf: (flag, environment) => shares.of(flag, environmentFor(environment)),
    async stop() {
      shares.stop();
      await unleash.stop();
    },
  };
}
