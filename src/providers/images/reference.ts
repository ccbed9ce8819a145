import { parseImage } from '../../domain/image-reference.ts';
import { isDockerHub, keysOf } from './credential-keys.ts';

/** Where a repository lives, by the rules of image references. */
export interface RepositoryRef {
  /** `registry-1.docker.io`, `127.0.0.1:5000`. */
  host: string;
  /** Without the host: `library/nginx`. */
  path: string;
  /** Address without a slash at the end. */
  origin: string;
  /** Keys under which a Docker configuration may hold credentials for it, the most specific first. */
  credentialKeys: string[];
}

/**
 * `nginx` → Docker Hub's `library/nginx`; `registry.example/app` → that registry's `app`.
 * @param insecure plain HTTP for any host; loopback gets it anyway, as container engines do
 */
export function parseRepository(repository: string, insecure: boolean): RepositoryRef {
  const slash = repository.indexOf('/');
  const first = slash < 0 ? '' : repository.slice(0, slash);
  const hasHost = /[.:]/.test(first) || first === 'localhost';
  const named = hasHost ? first : 'docker.io';
  const path = hasHost ? repository.slice(slash + 1) : repository;
  if (isDockerHub(named)) {
    const full = path.includes('/') ? path : `library/${path}`;
    const host = 'registry-1.docker.io';
    return { host, path: full, origin: `https://${host}`, credentialKeys: keysOf('docker.io', full) };
  }
  const scheme = insecure || isLoopback(named) ? 'http' : 'https';
  // Written or not, the usual port is the same registry.
  const host = named.replace(scheme === 'http' ? /:80$/ : /:443$/, '');
  return { host, path, origin: `${scheme}://${host}`, credentialKeys: keysOf(host, path) };
}

function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host);
}

const digestPattern = /^sha256:[0-9a-f]{64}$/;
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/** What a version is to the registry; null where it can be neither tag nor digest. */
export function kindOfVersion(version: string): 'tag' | 'digest' | null {
  if (digestPattern.test(version)) return 'digest';
  return tagPattern.test(version) ? 'tag' : null;
}

/** Whether an image reference, with whatever tag and digest, is of this repository. */
export function isImageOf(image: string, repository: string): boolean {
  const bare = parseImage(image).repository;
  const [a, b] = [parseRepository(bare, false), parseRepository(repository, false)];
  return bare !== '' && a.host === b.host && a.path === b.path;
}

/** As `isImageOf`, or of the same path in a mirror: `mirror.example/shop/app`, `mirror.example/registry.example/shop/app`. */
export function mayMirror(image: string, repository: string): boolean {
  const [a, b] = [parseRepository(parseImage(image).repository, false), parseRepository(repository, false)];
  return isImageOf(image, repository) || `/${a.path}`.endsWith(`/${b.path}`);
}
