import type { Unleash, Variant } from 'unleash-client';
import { within } from './within.ts';

export interface UnleashClientOptions {
  /** The server's root, without `/api`. */
  url: string;
  /** A backend (client) token. */
  token: string;
  /** How often the server is asked for changes (ms). */
  refreshMs: number;
  timeoutMs: number;
}

/** `seen`: whether the server has ever answered; `error`: why it did not last time, without secrets, or null. */
export interface UnleashClient {
  /** Resolves when flags are there or cannot be had for now; never rejects. */
  ready(): Promise<{ seen: boolean; error: string | null }>;
  /** Undefined for a flag that the server does not know. */
  definition(flag: string): FlagDefinition | undefined;
  isEnabled(flag: string, context: UnleashContext): boolean;
  variant(flag: string, context: UnleashContext): Variant;
  close(): void;
}

export type FlagDefinition = NonNullable<ReturnType<Unleash['getFeatureToggleDefinition']>>;

export type UnleashContext = { userId?: string; properties: Record<string, string | number> };

const appName = 'sluice';

/**
 * Unleash's own client, which keeps the flags of its token's project and environment and evaluates them here. Loaded only
 * now: it takes 30 MB and most of a second.
 */
export async function startUnleashClient({
  url,
  token,
  refreshMs,
  timeoutMs,
}: UnleashClientOptions): Promise<UnleashClient> {
  const { InMemStorageProvider, Unleash } = await import('unleash-client');
  let error: string | null = null;
  const client = new Unleash({
    url: `${url.replace(/\/+$/, '')}/api`,
    appName,
    customHeaders: { Authorization: token },
    refreshInterval: refreshMs,
    timeout: timeoutMs,
    disableMetrics: true,
    storageProvider: new InMemStorageProvider(),
  });
  const { promise: first, resolve } = Promise.withResolvers<void>();
  // A token that it does not know is told by nothing but this event.
  client.on('error', (problem: unknown) => {
    error = problem instanceof Error ? problem.message.replaceAll(token, '…') : 'unknown';
    resolve();
  });
  client.on('synchronized', () => {
    error = null;
    resolve();
  });
  client.on('warn', () => undefined);
  return {
    async ready() {
      await within(timeoutMs, first, undefined);
      return { seen: client.isSynchronized(), error };
    },
    definition: (flag) => client.getFeatureToggleDefinition(flag),
    isEnabled: (flag, context) => client.isEnabled(flag, context, false),
    variant: (flag, context) => client.getVariant(flag, context),
    close: () => client.destroy(),
  };
}
