/** Where credentials are for: a host, perhaps with asterisks and a port, and a path below it, empty for all of it. */
interface Scope {
  host: string;
  port: string;
  path: string;
}

const dockerHub = ['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com'];

/** Whether a host is one of Docker Hub's. */
export function isDockerHub(host: string): boolean {
  return dockerHub.includes(host.toLowerCase());
}

/** `host/team/app` → that, `host/team`, `host`: what credentials for it may stand under, the most specific first. */
export function keysOf(host: string, path: string): string[] {
  const parts = [host, ...path.split('/')];
  return parts.map((_, at) => parts.slice(0, parts.length - at).join('/'));
}

/**
 * The entry that is meant for a repository: that with the longest path, and of those one for its very host rather than
 * one with asterisks (`*.registry.example`, one label each, as in Kubernetes' pull secrets).
 * @param keys as `keysOf` gives them
 * @returns null where none fits
 */
export function nearestFit<E extends { key: string }>(entries: readonly E[], keys: readonly string[]): E | null {
  const scopes = entries.map((entry) => ({ entry, scope: scopeOf(entry.key) }));
  for (const key of keys) {
    const wanted = scopeOf(key);
    const here = scopes.filter(({ scope }) => scope.path === wanted.path && scope.port === wanted.port);
    const best =
      here.find(({ scope }) => scope.host === wanted.host) ??
      here.find(({ scope }) => matches(scope.host, wanted.host));
    if (best) return best.entry;
  }
  return null;
}

/** Docker writes hosts with or without a scheme, and behind a scheme the version of the API in front of a path. */
function scopeOf(written: string): Scope {
  const key = written.trim();
  const scheme = /^https?:\/\//i.exec(key)?.[0].toLowerCase() ?? '';
  const [named = '', ...rest] = key.slice(scheme.length).split('/');
  const [, host = '', port = ''] = /^(.*?)(?::(\d+))?$/.exec(named.toLowerCase()) ?? [];
  const whole = rest.join('/').replace(/\/+$/, '');
  const path = scheme === '' ? whole : whole.replace(/^v[12]\//, '');
  return {
    host: isDockerHub(host) ? 'docker.io' : host,
    port: port === (scheme === 'http://' ? '80' : '443') ? '' : port,
    path: /^v[12]$/.test(path) ? '' : path,
  };
}

function matches(pattern: string, host: string): boolean {
  const [globs, labels] = [pattern.split('.'), host.split('.')];
  return globs.length === labels.length && globs.every((glob, at) => matchesLabel(glob, labels[at] ?? ''));
}

function matchesLabel(glob: string, label: string): boolean {
  const source = glob
    .replace(/[^*?]/g, (each) => each.replace(/\W/, '\\$&'))
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`).test(label);
}
