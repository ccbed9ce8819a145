import type { Mark } from '../../../domain/route.ts';
import { stickyPrefix } from '../../../domain/sticky.ts';

/**
 * A pattern that the whole `Cookie` header of a request with this cookie fits, and no other: RE2, as Envoy and Traefik
 * read it. Name and value are taken letter by letter.
 */
export function cookiePattern({ name, value }: Pick<Mark, 'name' | 'value'>): string {
  return `^(.*;)?[ \\t]*${literal(name)}=${literal(value)}[ \\t]*(;.*)?$`;
}

/** Whether a pattern is one for a cookie of Sluice's. */
export function isOurPattern(pattern: unknown): boolean {
  return typeof pattern === 'string' && pattern.includes(`=${literal(stickyPrefix)}`);
}

function literal(text: string): string {
  return text.replace(/[^A-Za-z0-9_]/g, (each) => `\\${each}`);
}
