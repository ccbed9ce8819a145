import { configs } from './configs.ts';
import type { UnleashWorld } from './unleash-suite.ts';

interface Server {
  url: string;
  adminToken: string;
  clientToken: string;
  stop(): Promise<void>;
}

/** A world on an Unleash, be it the real one or the small one. */
export async function unleashWorld({ url, adminToken, clientToken, stop }: Server): Promise<UnleashWorld> {
  const config = { ...configs.unleash, url, tokenEnv: 'UNLEASH_TOKEN', clientTokenEnv: 'UNLEASH_CLIENT_TOKEN' };

  async function admin(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${url}/api/admin/${path}`, {
      method,
      headers: { authorization: adminToken, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    const text = await answer.text();
    return text === '' ? null : JSON.parse(text);
  }

  for (const name of ['beta', 'staff']) {
    const constraints = [{ contextName: 'userId', operator: 'IN', values: [`one-of-${name}`] }];
    await admin('POST', 'segments', { name, constraints });
  }
  const at = (flag: string) => `projects/default/features/${flag}`;
  const strategiesOf = (flag: string) => `${at(flag)}/environments/development/strategies`;
  return {
    config,
    elsewhere: { project: { project: 'nowhere' }, environment: { environment: 'nowhere' } },
    secrets: {
      UNLEASH_TOKEN: adminToken,
      UNLEASH_CLIENT_TOKEN: clientToken,
      WRONG_TOKEN: '*:*.another-one-altogether',
    },
    tokenMember: 'tokenEnv',
    tellsWho: true,
    async byHand(flag, percentage) {
      const strategies = strategiesOf(flag);
      const [first] = (await admin('GET', strategies)) as { id: string; parameters: object }[];
      const parameters = { ...first?.parameters, rollout: String(percentage) };
      await admin('PUT', `${strategies}/${first?.id}`, { name: 'flexibleRollout', parameters });
    },
    markStale: async (flag) => void (await admin('POST', 'projects/default/stale', { features: [flag], stale: true })),
    addStrategy: async (flag, strategy) => void (await admin('POST', strategiesOf(flag), strategy)),
    switchOn: async (flag, environment) => void (await admin('POST', `${at(flag)}/environments/${environment}/on`)),
    archive: async (flag) => void (await admin('DELETE', at(flag))),
    async serves(flag) {
      const answer = await fetch(`${url}/api/client/features`, { headers: { authorization: clientToken } });
      const { features } = (await answer.json()) as { features: ClientFeature[] };
      const { enabled = false, strategies = [] } = features.find(({ name }) => name === flag) ?? {};
      if (!enabled) return false;
      return strategies.every(({ parameters }) => parameters['rollout'] === '100') || null;
    },
    stop,
  };
}

interface ClientFeature {
  name: string;
  enabled: boolean;
  strategies: { parameters: Record<string, string> }[];
}
