import type { ClientFeaturesResponse, Unleash, Variant } from 'unleash-client';
import { within } from './within.ts';

/** Flags as the server answers them, and what they name. */
export type ServedFlags = ClientFeaturesResponse;

/** Where flags come from until the server has answered, and where its answers are kept. */
export interface FlagStorage {
  /** Undefined where there are none. */
  get(): Promise<ServedFlags | undefined>;
  /** Called with each answer that changes something. */
  set(flags: ServedFlags): Promise<void>;
}

/** What came of asking the server. `failed`: why, without secrets; it is not asked again where it `refuses`. */
export type UnleashNews = { kind: 'answered'; changed: boolean } | { kind: 'failed'; why: string; refuses: boolean };

export interface UnleashClientOptions {
  /** The server's root, without `/api`. */
  url: string;
  /** A backend (client) token. */
  token: string;
  /** How often the server is asked for changes (ms). */
  refreshMs: number;
  timeoutMs: number;
  /** How long `ready` waits (ms); as long as one call where it is not said, though the client makes up to three. */
  readyMs?: number;
  /** Without one, nothing is kept. */
  storage?: FlagStorage;
  onNews?(news: UnleashNews): void;
}

/** `seen`: whether the server has ever answered; `error`: why it did not last time, without secrets, or null. */
export interface UnleashClient {
  /** Resolves when flags are there or cannot be had for now; never rejects. */
  ready(): Promise<{ seen: boolean; error: string | null }>;
  /** Undefined for a flag that the server does not know. */
  definition(flag: string): FlagDefinition | undefined;
  /** @param otherwise what holds for a flag that is not known */
  isEnabled(flag: string, context: UnleashContext, otherwise?: boolean): boolean;
  variant(flag: string, context: UnleashContext): Variant;
  close(): void;
}

export type FlagDefinition = NonNullable<ReturnType<Unleash['getFeatureToggleDefinition']>>;

export type UnleashContext = {
  userId?: string;
  /** Otherwise the client says `default`, also to a constraint. */
  environment?: string;
  properties: Record<string, string | number>;
};

const appName = 'sluice';

/**
 * Unleash's own client, which keeps the flags of its token's project and environment and evaluates them here. Loaded only
 * now: it takes 30 MB and most of a second.
 */
export async function startUnleashClient(options: UnleashClientOptions): Promise<UnleashClient> {
  const { url, token, refreshMs, timeoutMs, readyMs = timeoutMs, storage, onNews = () => undefined } = options;
  const { InMemStorageProvider, Unleash } = await import('unleash-client');
  const kept = storage ? keptIn(storage) : { provider: new InMemStorageProvider<ServedFlags>(), loaded: null };
  let error: string | null = null;
  const client = new Unleash({
    url: `${url.replace(/\/+$/, '')}/api`,
    appName,
    customHeaders: { Authorization: token },
    refreshInterval: refreshMs,
    timeout: timeoutMs,
    disableMetrics: true,
    storageProvider: kept.provider,
  });
  const { promise: first, resolve } = Promise.withResolvers<void>();
  const failed = (problem: unknown) => {
    error = wordsOf(problem, token);
    onNews({ kind: 'failed', why: error, refuses: /responded 40[13] /.test(error) });
    resolve();
  };
  const answered = (changed: boolean) => {
    error = null;
    onNews({ kind: 'answered', changed });
    resolve();
  };
  // A token that it does not know is told by nothing but this event.
  client.on('error', failed);
  // So are answers of failure; all other warnings are of no account here.
  client.on('warn', (warning: unknown) => {
    if (/responded |Socket/.test(String(warning))) failed(warning);
  });
  client.on('unchanged', () => answered(false));
  // It tells of the change before it goes by it.
  client.on('changed', () => void setImmediate(answered, true));
  return {
    async ready() {
      await within(readyMs, Promise.all([first, kept.loaded]), undefined);
      return { seen: client.isSynchronized(), error };
    },
    definition: (flag) => client.getFeatureToggleDefinition(flag),
    isEnabled: (flag, context, otherwise = false) => client.isEnabled(flag, context, otherwise),
    variant: (flag, context) => client.getVariant(flag, context),
    close: () => endQuietly(client),
  };
}

/** It stops listening to itself while a call may be on its way, whose failure would then end the process. */
function endQuietly(client: Unleash): void {
  const { repository } = client as unknown as { repository: NodeJS.EventEmitter };
  client.destroy();
  repository.on('error', () => undefined);
}

/** `loaded`: the client goes by what was kept, where it has nothing newer. */
function keptIn(storage: FlagStorage) {
  const { promise: loaded, resolve } = Promise.withResolvers<void>();
  const provider = {
    async get() {
      // It takes what it is given over only after this has returned.
      return storage.get().finally(() => void setImmediate(resolve));
    },
    set: (_key: string, flags: ServedFlags) => storage.set(flags),
  };
  return { provider, loaded };
}

function wordsOf(problem: unknown, token: string): string {
  const said = problem instanceof Error ? problem.message : typeof problem === 'string' ? problem : 'unknown';
  return token === '' ? said : said.replaceAll(token, '…');
}
