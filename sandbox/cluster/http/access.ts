import { randomBytes } from 'node:crypto';
import { unauthorized } from '../model/errors.ts';

/** One thing a user may do; `*` stands for all. Missing `namespaces` and `resourceNames` mean all. */
export interface AccessRule {
  verbs: readonly string[];
  apiGroups?: readonly string[];
  /** Plurals, or `plural/subresource`. */
  resources?: readonly string[];
  resourceNames?: readonly string[];
  namespaces?: readonly string[];
  nonResourceURLs?: readonly string[];
}

/** A user of the cluster; a token is made up where none is given. */
export interface UserOptions {
  token?: string;
  groups?: readonly string[];
  rules: 'admin' | readonly AccessRule[];
}

export interface User {
  name: string;
  token: string;
  groups: readonly string[];
  rules: readonly AccessRule[];
}

/** What is asked for: a resource, or a path outside of the resources. */
export type Attributes =
  | {
      kind: 'resource';
      verb: string;
      group: string;
      /** `deployments` or `deployments/scale`. */
      resource: string;
      namespace: string;
      name: string;
    }
  | { kind: 'path'; verb: string; path: string };

const ADMIN: readonly AccessRule[] = [
  { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
  { verbs: ['*'], nonResourceURLs: ['*'] },
];

/** What everybody with a valid token may do: look around and ask about their own rights. */
const AUTHENTICATED: readonly AccessRule[] = [
  { verbs: ['get'], nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*'] },
  {
    verbs: ['create'],
    apiGroups: ['authorization.k8s.io', 'authentication.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'selfsubjectreviews'],
  },
];

const PUBLIC: readonly AccessRule[] = [
  {
    verbs: ['get'],
    nonResourceURLs: ['/version', '/healthz', '/healthz/*', '/readyz', '/readyz/*', '/livez', '/livez/*'],
  },
];

const ANONYMOUS: User = { name: 'system:anonymous', token: '', groups: ['system:unauthenticated'], rules: PUBLIC };

/** The users with their tokens; there is always an `admin`. */
export function createUsers(options: Readonly<Record<string, UserOptions>> = {}): ReadonlyMap<string, User> {
  const all: Record<string, UserOptions> = { admin: { rules: 'admin' }, ...options };
  return new Map(
    Object.entries(all).map(([name, user]) => [
      name,
      {
        name,
        token: user.token ?? randomBytes(24).toString('hex'),
        groups: [...(user.groups ?? []), 'system:authenticated'],
        rules: [...(user.rules === 'admin' ? ADMIN : user.rules), ...AUTHENTICATED, ...PUBLIC],
      },
    ]),
  );
}

/** Finds the user of an Authorization header; nobody in particular without one. Throws 401 for an unknown token. */
export function authenticate(users: ReadonlyMap<string, User>, header: string | undefined): User {
  if (header === undefined) return ANONYMOUS;
  const token = /^Bearer (.+)$/.exec(header)?.[1];
  const user = [...users.values()].find((candidate) => candidate.token === token);
  if (user === undefined) throw unauthorized();
  return user;
}

/** Whether the rules allow it. */
export function isAllowed(rules: readonly AccessRule[], attributes: Attributes): boolean {
  return rules.some((rule) => covers(rule, attributes));
}

function includes(list: readonly string[] | undefined, value: string): boolean {
  return list !== undefined && (list.includes('*') || list.includes(value));
}

function covers(rule: AccessRule, attributes: Attributes): boolean {
  if (!includes(rule.verbs, attributes.verb)) return false;
  if (attributes.kind === 'path') {
    const { path } = attributes;
    return (rule.nonResourceURLs ?? []).some((url) =>
      url.endsWith('*') ? path.startsWith(url.slice(0, -1)) : path === url,
    );
  }
  const subresource = attributes.resource.split('/')[1];
  const resource =
    includes(rule.resources, attributes.resource) ||
    (subresource !== undefined && includes(rule.resources, `*/${subresource}`));
  return (
    resource &&
    includes(rule.apiGroups ?? [''], attributes.group) &&
    (rule.namespaces === undefined || includes(rule.namespaces, attributes.namespace)) &&
    (rule.resourceNames === undefined || includes(rule.resourceNames, attributes.name))
  );
}

/** The sentence of a 403. */
export function refusal(user: User, attributes: Attributes): string {
  if (attributes.kind === 'path') return `User "${user.name}" cannot ${attributes.verb} path "${attributes.path}"`;
  const scope = attributes.namespace === '' ? 'at the cluster scope' : `in the namespace "${attributes.namespace}"`;
  return `User "${user.name}" cannot ${attributes.verb} resource "${attributes.resource}" in API group "${attributes.group}" ${scope}`;
}
