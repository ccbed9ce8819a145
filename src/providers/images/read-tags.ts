import { z } from 'zod';
import { parseJson } from '../../domain/json.ts';
import { newestFirst } from './order.ts';
import { kindOfVersion } from './reference.ts';

/** Versions that anybody may still choose from, of one repository. */
const maxTags = 5000;

const tagsSchema = z.object({ tags: z.array(z.unknown()).nullish() });

/** @returns what one page of a registry's list names, in its order; null where it is no list of tags */
export function tagsOnPage(page: string): string[] | null {
  const answer = tagsSchema.safeParse(parseJson(page));
  return answer.success ? (answer.data.tags ?? []).filter((tag) => typeof tag === 'string') : null;
}

/**
 * The tags in the pages of a registry's list, the newest first, 5000 at most. What cannot be a tag is left out.
 * @param pages bodies, as the registry sent them; null where one of them is no list of tags
 */
export function readTags(pages: readonly string[]): string[] | null {
  const tags: string[] = [];
  for (const page of pages) {
    const named = tagsOnPage(page);
    if (named === null) return null;
    // One by one: a page may have more than a call takes arguments.
    for (const tag of named) if (kindOfVersion(tag) === 'tag') tags.push(tag);
  }
  return newestFirst(tags, maxTags);
}
