/** How a registry wants to be convinced (RFC 9110 §11.6.1). */
export type Challenge =
  | { scheme: 'basic' }
  | { scheme: 'bearer'; realm: string; service: string | null; scope: string | null }
  | { scheme: 'other'; name: string };

/** The challenge to answer, of those in a `WWW-Authenticate` header: a bearer token rather than a password. Null without any. */
export function parseChallenge(header: string | undefined): Challenge | null {
  const all = split(header ?? '');
  const bearer = all.find(({ scheme }) => scheme === 'bearer');
  const realm = bearer?.parameters['realm'];
  if (bearer !== undefined && realm !== undefined) {
    const { service, scope } = bearer.parameters;
    return { scheme: 'bearer', realm, service: service ?? null, scope: scope ?? null };
  }
  if (all.some(({ scheme }) => scheme === 'basic')) return { scheme: 'basic' };
  return all[0] === undefined ? null : { scheme: 'other', name: all[0].scheme };
}

interface Part {
  scheme: string;
  parameters: { realm?: string; service?: string; scope?: string };
}

/** One pass over `scheme name="value", name=value, scheme …`; quoted values may hold commas and escaped quotes. */
function split(header: string): Part[] {
  const parts: Part[] = [];
  const token = /([A-Za-z][\w-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))|([A-Za-z][\w-]*)/g;
  for (const [, name, quoted, plain, scheme] of header.slice(0, 8192).matchAll(token)) {
    if (scheme !== undefined) parts.push({ scheme: scheme.toLowerCase(), parameters: {} });
    const value = quoted?.replace(/\\(.)/g, '$1') ?? plain;
    const key = name?.toLowerCase();
    const current = parts.at(-1);
    if (current === undefined || value === undefined) continue;
    if (key === 'realm' || key === 'service' || key === 'scope') current.parameters[key] = value;
  }
  return parts;
}
