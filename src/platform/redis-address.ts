/** Where Redis is and how it is made up: one server, a master that Sentinels know, or a Cluster. */
export type RedisAddress =
  | { kind: 'single'; url: string }
  | ({ kind: 'sentinel'; master: string; db: number; sentinel: Credentials } & Servers)
  | ({ kind: 'cluster' } & Servers);

interface Servers {
  hosts: RedisHost[];
  tls: boolean;
  login: Credentials;
}

export interface RedisHost {
  host: string;
  port: number;
}

export interface Credentials {
  username?: string;
  password?: string;
}

export type AddressRead = { kind: 'valid'; address: RedisAddress } | { kind: 'invalid'; problem: string };

const schemes = /^redis(s?)(?:\+(sentinel|cluster))?:\/\//i;
const parts = /^(?:(.*)@)?([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/;
const sentinelOptions = ['db', 'sentinel_username', 'sentinel_password'];

/**
 * Reads REDIS_URL: `redis://`, `redis+sentinel://[user:password@]host[:26379],…/master[/db]` and
 * `redis+cluster://[user:password@]host[:6379],…`, each also as `rediss` (TLS). A problem is the end of a sentence that
 * begins with the variable's name, and shows nothing of a password.
 */
export function readRedisAddress(text: string): AddressRead {
  const scheme = schemes.exec(text);
  if (!scheme) {
    return invalid(
      'must be an address that begins with redis://, redis+sentinel:// or redis+cluster:// (rediss for TLS)',
    );
  }
  const [begin, secure, kind] = scheme;
  if (kind === undefined) {
    return URL.canParse(text)
      ? { kind: 'valid', address: { kind: 'single', url: text } }
      : invalid('must be redis://host:6379, and several hosts need redis+sentinel:// or redis+cluster://');
  }
  const match = parts.exec(text.slice(begin.length));
  if (!match) return invalid('is not an address: # and spaces must be percent-encoded');
  const [, login = '', list = '', path = '', query = ''] = match;
  const sentinel = kind.toLowerCase() === 'sentinel';
  const hosts = readHosts(list, sentinel ? 26_379 : 6379);
  if (typeof hosts === 'string') return invalid(hosts);
  const servers: Servers = { hosts, tls: secure !== '', login: readLogin(login) };
  return sentinel ? readSentinel(servers, path, query) : readCluster(servers, path, query);
}

/** Passwords in an address as they stand there and decoded, also of an address that is not one. */
export function passwordsIn(text: string): string[] {
  const login = /^[\w+.-]+:\/\/(.*)@/s.exec(text)?.[1] ?? '';
  const given = [login.includes(':') ? login.slice(login.indexOf(':') + 1) : login];
  for (const [, value = ''] of text.matchAll(/[?&][^=&]*password=([^&#]*)/gi)) given.push(value);
  return given.flatMap((each) => [each, decoded(each)]).filter((each) => each !== '');
}

/** True where the prefix keeps all keys of ours in one slot of a Cluster: it has a `{tag}`. */
export function hasHashTag(prefix: string): boolean {
  return /\{[^}]+\}/.test(prefix);
}

function readSentinel(servers: Servers, path: string, query: string): AddressRead {
  const [master = '', inPath, ...more] = path.split('/').map(decoded);
  if (master === '' || more.length > 0) {
    return invalid('must name the master after the Sentinels: redis+sentinel://host:26379,host2:26379/mymaster');
  }
  const given = new URLSearchParams(query);
  const unknown = [...given.keys()].find((key) => !sentinelOptions.includes(key));
  if (unknown !== undefined) return invalid(`has an unknown option; known are ${sentinelOptions.join(', ')}`);
  const db = given.get('db') ?? inPath ?? '0';
  if (!/^\d{1,4}$/.test(db)) return invalid('must have a number as its database (db)');
  const sentinel = credentials(given.get('sentinel_username') ?? '', given.get('sentinel_password') ?? '');
  return { kind: 'valid', address: { kind: 'sentinel', master, db: Number(db), sentinel, ...servers } };
}

function readCluster(servers: Servers, path: string, query: string): AddressRead {
  if ((path !== '' && path !== '0') || query !== '') {
    return invalid('must end after the hosts: a Redis Cluster has no databases and no options');
  }
  return { kind: 'valid', address: { kind: 'cluster', ...servers } };
}

/** The hosts, or what is wrong with one. */
function readHosts(list: string, usualPort: number): RedisHost[] | string {
  const hosts: RedisHost[] = [];
  for (const each of list.split(',')) {
    const match = /^(\[[0-9a-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i.exec(each.trim());
    const port = Number(match?.[2] ?? usualPort);
    if (!match || port < 1 || port > 65_535) {
      return 'must have one or more host:port, with commas between them (an IPv6 address in brackets)';
    }
    hosts.push({ host: (match[1] ?? '').replace(/^\[|\]$/g, ''), port });
  }
  return hosts;
}

function readLogin(login: string): Credentials {
  const colon = login.indexOf(':');
  return colon < 0
    ? credentials(decoded(login), '')
    : credentials(decoded(login.slice(0, colon)), decoded(login.slice(colon + 1)));
}

function credentials(username: string, password: string): Credentials {
  return { ...(username === '' ? {} : { username }), ...(password === '' ? {} : { password }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function invalid(problem: string): AddressRead {
  return { kind: 'invalid', problem };
}
