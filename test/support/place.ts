import { seed } from '../../sandbox/world/people.ts';
import type { SandboxWorld } from '../../sandbox/world/start.ts';
import type { SluicePlace } from './process.ts';

/** Where a Sluice process finds a sandbox's world. */
export function sandboxPlace(
  { redisUrl, catalogue, kubeconfig, slack, env }: SandboxWorld,
  prefix: string,
): SluicePlace {
  const { botToken, appToken } = seed;
  return { redisUrl, catalogue, kubeconfig, prefix, env, slack: { apiUrl: slack.apiUrl, botToken, appToken } };
}
