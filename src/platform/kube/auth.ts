import { readFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { KubeError } from '../kube.ts';

/** What a request needs of the kubeconfig at this moment. */
export interface Access {
  /** Base address without a slash at the end; may have a path (Rancher and other gateways). */
  server: string;
  headers: Record<string, string>;
  /** Pool for calls: few connections, kept alive. */
  calls: Dispatcher;
  /** Pool for pods by way of the API server: one that hangs must not keep a rollback waiting for a connection. */
  pods: Dispatcher;
  /** Pool for watches, which keep a connection each and would starve the calls. */
  watches: Dispatcher;
}

export type Pool = 'calls' | 'pods' | 'watches';

export interface Connection {
  /** Credentials are looked at afresh every few seconds, so that rotated tokens and certificates come into use. */
  access(): Promise<Access>;
  /** After a 401: the next call looks at the credentials at once. */
  forget(): void;
  close(): Promise<void>;
}

const freshMs = 5_000;
const connections = 16;

type Pools = Record<Pool, Dispatcher> & { key: string };

/**
 * Keeps one pair of connection pools for the current context of a kubeconfig. client-node does the loading and the
 * authentication (in-cluster, exec, OIDC, files); its own request path opens a TLS connection for each call.
 * @param reload reads the kubeconfig again; used after its credentials were refused
 */
export function createConnection(
  kubeConfig: KubeConfig,
  now: () => number,
  reload: () => KubeConfig = () => kubeConfig,
): Connection {
  let config = kubeConfig;
  let refused = false;
  let pools: Pools | null = null;
  let cached: { access: Promise<Access>; until: number } | null = null;

  async function load(): Promise<Access> {
    if (refused) config = read(reload) ?? config;
    refused = false;
    const cluster = config.getCurrentCluster();
    if (!cluster) throw new KubeError('forbidden', `the kubeconfig has no cluster for its current context`);
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    const token = await tokenOf(config);
    // client-node applies the CA only where a user is given; an anonymous context needs it as well.
    const ca = options.ca ?? (cluster.caData ? Buffer.from(cluster.caData, 'base64') : undefined);
    const tls = { ...pick(options), ...(ca === undefined ? {} : { ca }) };
    const dispatch = config.createDispatcherOptions(cluster, tls);
    const key = JSON.stringify([dispatch, cluster.server]);
    if (pools?.key !== key) {
      // A graceful close lets calls in flight end; watches notice when their time is up.
      for (const pool of listOf(pools)) void pool.close().catch(() => undefined);
      pools = {
        key,
        calls: dispatcherFor(dispatch, connections),
        pods: dispatcherFor(dispatch, connections),
        watches: dispatcherFor(dispatch, null),
      };
    }
    const headers = { ...headersOf(options), ...(token === null ? {} : { Authorization: `Bearer ${token}` }) };
    return { ...pools, server: cluster.server.replace(/\/+$/, ''), headers };
  }

  return {
    access() {
      if (cached && now() < cached.until) return cached.access;
      const entry = { access: load(), until: now() + freshMs };
      cached = entry;
      entry.access.catch(() => {
        if (cached === entry) cached = null;
      });
      return entry.access;
    },
    forget() {
      cached = null;
      refused = true;
    },
    async close() {
      cached = null;
      await Promise.all(listOf(pools).map((pool) => pool.destroy()));
    },
  };
}

/** A kubeconfig in the middle of being written makes no sense for a moment. */
function read(reload: () => KubeConfig): KubeConfig | null {
  try {
    const fresh = reload();
    return fresh.getCurrentCluster() ? fresh : null;
  } catch {
    return null;
  }
}

/** client-node keeps the token of a file for a minute, however often it is refused meanwhile. */
async function tokenOf(config: KubeConfig): Promise<string | null> {
  const file: unknown = config.getCurrentUser()?.authProvider?.config?.tokenFile;
  return typeof file === 'string' ? (await readFile(file, 'utf8')).trim() : null;
}

function listOf(pools: Pools | null): Dispatcher[] {
  return pools ? [pools.calls, pools.pods, pools.watches] : [];
}

function dispatcherFor(
  options: ReturnType<KubeConfig['createDispatcherOptions']>,
  connections: number | null,
): Dispatcher {
  const pool = { connections, keepAliveTimeout: 30_000, headersTimeout: 0, bodyTimeout: 0 };
  switch (options.type) {
    case 'agent':
      return new Agent({ ...pool, connect: connectOptions(options.connect) });
    case 'none':
      return new Agent(pool);
    case 'proxy':
      return new ProxyAgent({ ...pool, uri: options.uri, requestTls: connectOptions(options.requestTls) });
    case 'socks':
      throw new KubeError('invalid', `SOCKS proxies are not supported; give the cluster an HTTP proxy-url`);
  }
}

type TlsOptions = { ca?: unknown; cert?: unknown; key?: unknown; servername?: string; rejectUnauthorized?: boolean };

/** undici's types want each member to be absent rather than undefined. */
function connectOptions(options: object): object {
  const present = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(present), keepAlive: true, keepAliveInitialDelay: 30_000, timeout: 10_000 };
}

function pick(options: RequestOptions): Pick<RequestOptions, keyof TlsOptions> {
  const { ca, cert, key, pfx, passphrase, servername, rejectUnauthorized } = options;
  const all = { ca, cert, key, pfx, passphrase, servername, rejectUnauthorized };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function headersOf(options: RequestOptions): Record<string, string> {
  const basic = options.auth ? { Authorization: `Basic ${Buffer.from(options.auth).toString('base64')}` } : {};
  const given = Object.entries(options.headers ?? {}).map(([name, value]) => [name, String(value)]);
  return { ...basic, ...Object.fromEntries(given) };
}
