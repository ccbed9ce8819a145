import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

const featuresSchema = z.object({
  features: z.array(
    z.object({
      name: z.string(),
      enabled: z.boolean(),
      strategies: z.array(z.object({ name: z.string(), parameters: z.record(z.string(), z.string()).optional() })),
    }),
  ),
});

/** Between two questions of an application, in ms: real ones ask less often. */
const everyMs = 250;

export interface Shares {
  /** Ratio, 0 to 1; 0 for a flag that is not known. */
  of(flag: string, environment: string): number;
  stop(): void;
}

/** Asks as applications do, by the client API. While nobody answers, they go on with what they have heard last. */
export function watchShares(url: string, tokens: Readonly<Record<string, string>>): Shares {
  const heard = new Map<string, number>();
  const stopped = new AbortController();
  const { signal } = stopped;
  for (const [environment, token] of Object.entries(tokens)) void follow(environment, token);

  async function follow(environment: string, token: string): Promise<void> {
    while (!signal.aborted) {
      await look(environment, token).catch(() => undefined);
      await delay(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async function look(environment: string, token: string): Promise<void> {
    const answer = await fetch(`${url}/api/client/features`, { headers: { authorization: token }, signal });
    const { features } = featuresSchema.parse(await answer.json());
    for (const feature of features) heard.set(`${environment} ${feature.name}`, shareIn(feature));
  }

  return { of: (flag, environment) => heard.get(`${environment} ${flag}`) ?? 0, stop: () => stopped.abort() };
}

function shareIn({ enabled, strategies }: z.infer<typeof featuresSchema>['features'][number]): number {
  if (!enabled) return 0;
  if (strategies.length === 0) return 1;
  const shares = strategies.map(({ name, parameters }) =>
    name === 'default' ? 1 : Number(parameters?.['rollout'] ?? 0) / 100,
  );
  return Math.max(...shares);
}
