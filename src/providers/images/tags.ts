import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Thread } from '../../platform/thread.ts';
import { nextPage } from './links.ts';
import { type ReadTags, readTags, tagsOnPage } from './read-tags.ts';
import type { RepositoryRef } from './reference.ts';
import type { RegistryClient, RegistryReply } from './registry-client.ts';

/** `tags` are the newest first; `incomplete` says in plain text why there may be more of them, null where there aren't. */
export type Tags = { kind: 'listed'; tags: string[]; incomplete: string | null } | { kind: 'failed'; detail: string };

/** A registry that never ends its list is left after this many pages. */
const maxPages = 50;
const tagsPerPage = 1000;
/** Of a page with that many tags, in characters: 128 each at most, and what stands around them. */
const longestFull = tagsPerPage * 140;
/** All pages of a list together. */
const maxBytes = 16 * 1024 * 1024;
/** Up to this length a list is read at once, in a few milliseconds. */
const inlineCharacters = 65_536;

/** Beside this file in the sources as in a bundle. */
const file = new URL(`./tags-thread${extname(fileURLToPath(import.meta.url))}`, import.meta.url);

const thread = new Thread<readonly string[], ReadTags>({
  file,
  what: 'reading its list of tags',
  withinMs: 20_000,
  idleMs: 30_000,
  memoryMb: 192,
});

/** The tags of a repository over all pages, the newest first, but no more than anybody may want to choose from. */
export async function listTags(client: RegistryClient, ref: RepositoryRef, until: number): Promise<Tags> {
  const read = await pagesOf(client, ref, until);
  if (read.kind === 'failed') return read;
  try {
    const { pages, incomplete } = read;
    const length = pages.reduce((sum, page) => sum + page.length, 0);
    const { tags, unreadable } = length <= inlineCharacters ? readTags(pages) : await thread.ask(pages);
    if (unreadable === pages.length) return { kind: 'failed', detail: `${ref.host} does not list tags (HTTP 200)` };
    const odd = unreadable === 0 ? null : `${ref.host} answers with something else than tags on one of its pages`;
    return { kind: 'listed', tags, incomplete: odd ?? incomplete };
  } catch (error) {
    return { kind: 'failed', detail: `${ref.host}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

type Pages = { kind: 'read'; pages: string[]; incomplete: string | null } | { kind: 'failed'; detail: string };

/**
 * What fails after the first page leaves the list incomplete; nothing is lost without a word. A page without a link may
 * be the last one, or one of a registry that caps its pages and leaves the rest to who asks: only another question tells.
 */
async function pagesOf(client: RegistryClient, ref: RepositoryRef, until: number): Promise<Pages> {
  const pages: string[] = [];
  const asked = new Set<string>();
  let bytes = 0;
  let path: string | null = firstPage(ref);
  let [linked, guessed] = [false, false];
  const cut = (why: string): Pages => ({ kind: 'read', pages, incomplete: why });
  while (path !== null) {
    if (asked.has(path)) return guessed ? whole(pages) : cut(`${ref.host} leads back to a page that it has sent`);
    if (pages.length === maxPages) return cut(`${ref.host} has more than ${maxPages} pages of them`);
    asked.add(path);
    const page = await pageAt(client, ref, { path, until });
    if (page.kind === 'failed' && guessed && page.refused) return whole(pages);
    if (page.kind === 'failed') return pages.length === 0 ? page : cut(page.detail);
    bytes += page.bytes;
    if (bytes > maxBytes) return cut(`${ref.host} lists more tags of ${ref.path} than Sluice reads (16 MiB)`);
    if (guessed && !addsTags(page.text, pages.at(-1) ?? '')) return whole(pages);
    pages.push(page.text);
    const next = nextPage(page.link, ref.origin, page.path);
    if (next === 'lost') return cut(`${ref.host} names its next page in a way that Sluice does not follow`);
    linked ||= next !== null;
    guessed = next === null;
    path = next ?? pageAfter(page.text, page.path, linked);
  }
  return whole(pages);
}

function whole(pages: string[]): Pages {
  return { kind: 'read', pages, incomplete: null };
}

/** A registry that knows no `last` sends its first page again. */
function addsTags(page: string, before: string): boolean {
  const known = new Set(tagsOnPage(before));
  return (tagsOnPage(page) ?? []).some((tag) => !known.has(tag));
}

function firstPage(ref: RepositoryRef): string {
  return `/v2/${ref.path}/tags/list?n=${tagsPerPage}`;
}

type Page =
  /** `path`: by which it was asked for in the end. */
  | { kind: 'page'; text: string; bytes: number; link: string | undefined; path: string }
  /** `refused`: the registry answered that there is no such page. */
  | { kind: 'failed'; detail: string; refused: boolean };

async function pageAt(client: RegistryClient, ref: RepositoryRef, asked: Asked): Promise<Page> {
  const { reply, path } = await answerAt(client, ref, asked);
  if (reply.kind === 'failed') return { kind: 'failed', detail: reply.detail, refused: false };
  const { status, body, headers } = reply;
  if (status !== 200) return { kind: 'failed', detail: whyNoTags(ref, status), refused: status < 500 };
  return { kind: 'page', text: body.toString('utf8'), bytes: body.length, link: headers['link'], path };
}

/** Some registries forget a repository with its last tag. */
function whyNoTags(ref: RepositoryRef, status: number): string {
  return status === 404
    ? `${ref.host} has no repository ${ref.path}, or no tags in it, or does not show it to Sluice`
    : `${ref.host} does not list tags (HTTP ${status})`;
}

interface Asked {
  path: string;
  until: number;
}

/** Some registries refuse a page of that size instead of giving a smaller one: they are asked for one of their own. */
async function answerAt(
  client: RegistryClient,
  ref: RepositoryRef,
  asked: Asked,
): Promise<{ reply: RegistryReply; path: string }> {
  const reply = await client(ref, asked);
  const isRefused = reply.kind === 'answer' && reply.status === 400 && asked.path === firstPage(ref);
  const path = isRefused ? `/v2/${ref.path}/tags/list` : asked.path;
  return { reply: isRefused ? await client(ref, { ...asked, path }) : reply, path };
}

/** Null where nothing can follow. @param linked the registry leads from page to page, so that only a full one may be followed */
function pageAfter(page: string, path: string, linked: boolean): string | null {
  if (page.length > longestFull) return null;
  const tags = tagsOnPage(page) ?? [];
  const last = tags.at(-1);
  if (last === undefined || (linked && tags.length < tagsPerPage)) return null;
  const next = new URL(path, 'http://registry');
  next.searchParams.set('last', last);
  return `${next.pathname}${next.search}`;
}
