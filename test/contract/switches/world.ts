/** An Unleash in which somebody turns switches, be it the real one or the small one. */
export interface SwitchWorld {
  url: string;
  clientToken: string;
  /** Makes a flag of these rules and switches it on; without rules for everybody. */
  turnOn(flag: string, ...constraints: Constraint[]): Promise<void>;
  turnOff(flag: string): Promise<void>;
  archive(flag: string): Promise<void>;
  stop(): Promise<void>;
}

export interface Constraint {
  contextName: 'service' | 'environment' | 'team' | 'place';
  operator: 'IN' | 'NOT_IN';
  values: string[];
}

interface Server {
  url: string;
  adminToken: string;
  clientToken: string;
  stop(): Promise<void>;
}

export async function switchWorld({ url, adminToken, clientToken, stop }: Server): Promise<SwitchWorld> {
  async function admin(method: string, path: string, body?: unknown): Promise<number> {
    const answer = await fetch(`${url}/api/admin/${path}`, {
      method,
      headers: { authorization: adminToken, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok && answer.status !== 409) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return answer.status;
  }
  const features = 'projects/default/features';
  const here = (flag: string) => `${features}/${flag}/environments/development`;
  for (const name of ['service', 'team', 'place']) await admin('POST', 'context', { name });
  return {
    url,
    clientToken,
    async turnOn(flag, ...constraints) {
      const made = await admin('POST', features, { name: flag, type: 'kill-switch' });
      if (made === 201 || constraints.length > 0) {
        const parameters = { rollout: '100', stickiness: 'default', groupId: flag };
        await admin('POST', `${here(flag)}/strategies`, { name: 'flexibleRollout', parameters, constraints });
      }
      await admin('POST', `${here(flag)}/on`);
    },
    turnOff: async (flag) => void (await admin('POST', `${here(flag)}/off`)),
    archive: async (flag) => void (await admin('DELETE', `${features}/${flag}`)),
    stop,
  };
}
