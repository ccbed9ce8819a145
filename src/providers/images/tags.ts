import { z } from 'zod';
import type { RepositoryRef } from './reference.ts';
import { parseJson } from './registry-auth.ts';
import type { RegistryClient } from './registry-client.ts';

const tagsSchema = z.object({ tags: z.array(z.string()).nullish() });

export type Tags = { kind: 'listed'; tags: string[] } | { kind: 'failed'; detail: string };

/** A registry that never ends its list is left after this many pages. */
const maxPages = 50;

/** All tags of a repository, in the registry's order, over all pages. */
export async function listTags(client: RegistryClient, ref: RepositoryRef, until: number): Promise<Tags> {
  const tags: string[] = [];
  let path: string | null = `/v2/${ref.path}/tags/list?n=1000`;
  for (let page = 0; path !== null && page < maxPages; page += 1) {
    const reply = await client(ref, { path, until });
    if (reply.kind === 'failed') return reply;
    if (reply.status === 404) return { kind: 'failed', detail: `${ref.host} has no repository ${ref.path}` };
    const answer = tagsSchema.safeParse(reply.status === 200 ? parseJson(reply.body) : undefined);
    if (!answer.success) return { kind: 'failed', detail: `${ref.host} does not list tags (HTTP ${reply.status})` };
    tags.push(...(answer.data.tags ?? []));
    path = nextPage(reply.headers['link'], ref, path);
  }
  return { kind: 'listed', tags };
}

/** RFC 8288 `<…>; rel="next"`, of the same registry only; null after the last page. */
export function nextPage(header: string | undefined, ref: RepositoryRef, path: string): string | null {
  const link = /<([^<>]*)>\s*;[^<]*\brel\s*=\s*"?next"?/i.exec(header ?? '')?.[1];
  const url = link === undefined ? null : URL.parse(link, `${ref.origin}${path}`);
  if (url === null || url.origin !== new URL(ref.origin).origin) return null;
  const next = `${url.pathname}${url.search}`;
  return next === path ? null : next;
}
