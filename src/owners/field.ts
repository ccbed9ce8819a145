import type { FieldPath } from '../platform/kube/ownership.ts';

/** As a JSON pointer (RFC 6901); null where it names an item of a list by its key, which a pointer cannot. */
export function pointer(path: FieldPath): string | null {
  if (path.some((part) => !part.startsWith('f:'))) return null;
  return path.map((part) => `/${part.slice(2).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** As an expression of jq; items of lists are named by their keys. */
export function jqPath(path: FieldPath): string {
  return path.map(jqPart).join('');
}

function jqPart(part: string): string {
  if (part.startsWith('f:')) return `.${part.slice(2)}`;
  const keys = Object.entries(JSON.parse(part.replace(/^k:/, '')) as Record<string, unknown>);
  return `[] | select(${keys.map(([key, value]) => `.${key} == ${JSON.stringify(value)}`).join(' and ')}) | `;
}
