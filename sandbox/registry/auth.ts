import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { RegistryAuth } from './types.ts';

const tokenSeconds = 300;
const service = 'sandbox-registry';

export type Access = { ok: true } | { ok: false; challenge: string };
export type TokenAnswer = { ok: true; token: string; expiresIn: number; issuedAt: string } | { ok: false };

export interface RegistryGuard {
  /** May this request read `name` (undefined: only the base `/v2/`)? */
  check(authorization: string | undefined, name: string | undefined): Access;
  /** The token endpoint: a token for the asked scopes, or a refusal. */
  issue(authorization: string | undefined, scopes: readonly string[]): TokenAnswer;
}

/** The registry's access control; `base` gives the registry's own address, known once it listens. */
export function createGuard(auth: RegistryAuth, base: () => string, now: () => number): RegistryGuard {
  const tokens = new Map<string, { scopes: readonly string[]; expiresAt: number }>();
  return {
    check(authorization, name) {
      switch (auth.kind) {
        case 'anonymous':
          return { ok: true };
        case 'basic':
          if (isUser(auth.users, authorization)) return { ok: true };
          return { ok: false, challenge: `Basic realm="${service}"` };
        case 'bearer': {
          const scope = name === undefined ? undefined : `repository:${name}:pull`;
          const token = tokens.get(/^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '');
          const valid = token !== undefined && token.expiresAt > now();
          if (valid && (scope === undefined || token.scopes.some((held) => covers(held, scope)))) return { ok: true };
          const parts = [`realm="${base()}/token"`, `service="${service}"`];
          if (scope !== undefined) parts.push(`scope="${scope}"`);
          if (authorization !== undefined) parts.push(`error="${valid ? 'insufficient_scope' : 'invalid_token'}"`);
          return { ok: false, challenge: `Bearer ${parts.join(',')}` };
        }
      }
    },
    issue(authorization, scopes) {
      if (auth.kind !== 'bearer') return { ok: false };
      const known = authorization === undefined ? auth.anonymousPull === true : isUser(auth.users, authorization);
      if (!known) return { ok: false };
      const token = randomBytes(24).toString('base64url');
      const issuedAt = now();
      tokens.set(token, { scopes, expiresAt: issuedAt + tokenSeconds * 1000 });
      return { ok: true, token, expiresIn: tokenSeconds, issuedAt: new Date(issuedAt).toISOString() };
    },
  };
}

/** `repository:a/b:pull,push` covers `repository:a/b:pull`. */
function covers(held: string, wanted: string): boolean {
  const [heldName, heldActions] = splitScope(held);
  const [name, actions] = splitScope(wanted);
  const granted = heldActions.split(',');
  return heldName === name && actions.split(',').every((action) => granted.includes(action));
}

function splitScope(scope: string): [name: string, actions: string] {
  const at = scope.lastIndexOf(':');
  return [scope.slice(0, at), scope.slice(at + 1)];
}

function isUser(users: Readonly<Record<string, string>>, authorization: string | undefined): boolean {
  const encoded = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return false;
  const given = Buffer.from(encoded, 'base64').toString();
  const at = given.indexOf(':');
  const user = given.slice(0, at);
  const password = Object.hasOwn(users, user) ? users[user] : undefined;
  return at > 0 && password !== undefined && same(password, given.slice(at + 1));
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
