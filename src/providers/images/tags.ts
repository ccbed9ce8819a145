import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Thread } from '../../platform/thread.ts';
import { readTags } from './read-tags.ts';
import type { RepositoryRef } from './reference.ts';
import type { RegistryClient } from './registry-client.ts';

/** `tags` are the newest first. */
export type Tags = { kind: 'listed'; tags: string[] } | { kind: 'failed'; detail: string };

/** A registry that never ends its list is left after this many pages. */
const maxPages = 50;
/** All pages of a list together. */
const maxBytes = 16 * 1024 * 1024;
/** Up to this length a list is read at once, in a few milliseconds. */
const inlineCharacters = 65_536;

/** Beside this file in the sources as in a bundle. */
const file = new URL(`./tags-thread${extname(fileURLToPath(import.meta.url))}`, import.meta.url);

const thread = new Thread<readonly string[], string[] | null>({
  file,
  what: 'reading its list of tags',
  withinMs: 20_000,
  idleMs: 30_000,
  memoryMb: 192,
});

/** The tags of a repository over all pages, the newest first, but no more than anybody may want to choose from. */
export async function listTags(client: RegistryClient, ref: RepositoryRef, until: number): Promise<Tags> {
  const pages: string[] = [];
  let bytes = 0;
  let path: string | null = `/v2/${ref.path}/tags/list?n=1000`;
  while (path !== null && pages.length < maxPages) {
    const reply = await client(ref, { path, until });
    if (reply.kind === 'failed') return reply;
    if (reply.status === 404) return { kind: 'failed', detail: `${ref.host} has no repository ${ref.path}` };
    if (reply.status !== 200)
      return { kind: 'failed', detail: `${ref.host} does not list tags (HTTP ${reply.status})` };
    bytes += reply.body.length;
    if (bytes > maxBytes) {
      return { kind: 'failed', detail: `${ref.host} lists more tags of ${ref.path} than Sluice reads (16 MiB)` };
    }
    pages.push(reply.body.toString('utf8'));
    path = nextPage(reply.headers['link'], ref, path);
  }
  return inOrder(ref, pages);
}

async function inOrder(ref: RepositoryRef, pages: readonly string[]): Promise<Tags> {
  try {
    const length = pages.reduce((sum, page) => sum + page.length, 0);
    const tags = length <= inlineCharacters ? readTags(pages) : await thread.ask(pages);
    if (tags === null) return { kind: 'failed', detail: `${ref.host} does not list tags (HTTP 200)` };
    return { kind: 'listed', tags };
  } catch (error) {
    return { kind: 'failed', detail: `${ref.host}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** RFC 8288 `<…>; rel="next"`, of the same registry only; null after the last page. */
export function nextPage(header: string | undefined, ref: RepositoryRef, path: string): string | null {
  const link = /<([^<>]*)>\s*;[^<]*\brel\s*=\s*"?next"?/i.exec(header ?? '')?.[1];
  const url = link === undefined ? null : URL.parse(link, `${ref.origin}${path}`);
  if (url === null || url.origin !== new URL(ref.origin).origin) return null;
  const next = `${url.pathname}${url.search}`;
  return next === path ? null : next;
}
