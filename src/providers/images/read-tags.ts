import { z } from 'zod';
import { parseJson } from '../../domain/json.ts';
import { newestFirst } from './order.ts';
import { kindOfVersion } from './reference.ts';

/** Versions that anybody may still choose from, of one repository. */
const maxTags = 5000;

const tagsSchema = z.object({ tags: z.array(z.unknown()).nullish(), errors: z.unknown().optional() });

/** @returns what one page of a registry's list names, in its order; null where it is no list of tags */
export function tagsOnPage(page: string): string[] | null {
  const answer = tagsSchema.safeParse(parseJson(page.replace(/^\uFEFF/, ''))).data;
  if (!answer || (!answer.tags && answer.errors)) return null;
  return (answer.tags ?? []).filter((tag) => typeof tag === 'string');
}

/** What stands in the pages of a list. */
export interface ReadTags {
  /** The newest first, 5000 at most. */
  tags: string[];
  /** How many of the pages are no list of tags. */
  unreadable: number;
}

/**
 * The tags in the pages of a registry's list. What cannot be a tag is left out.
 * @param pages bodies, as the registry sent them
 */
export function readTags(pages: readonly string[]): ReadTags {
  const tags: string[] = [];
  let unreadable = 0;
  for (const page of pages) {
    const named = tagsOnPage(page);
    if (named === null) unreadable += 1;
    // One by one: a page may have more than a call takes arguments.
    for (const tag of named ?? []) if (kindOfVersion(tag) === 'tag') tags.push(tag);
  }
  return { tags: newestFirst(tags, maxTags), unreadable };
}
