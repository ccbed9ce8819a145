import { parseImage } from '../domain/image-reference.ts';
import type { Refusal, RefusalOf } from '../domain/reasons.ts';
import type { Request } from '../domain/request.ts';
import type { ImageSource, Resolved } from '../providers/images/image-source.ts';
import { shortDigest } from '../words/format.ts';

type Unresolved = Exclude<Resolved, { kind: 'found' }>;

/**
 * The image that a request means. Going back means the bytes that ran: where the tag is gone or was pushed again since,
 * they are looked up by their digest.
 * @param repository as the catalogue names it
 */
export async function resolveWanted(
  source: Pick<ImageSource, 'resolve'>,
  repository: string,
  { version, image }: Pick<Request, 'version' | 'image'>,
): Promise<Resolved> {
  const named = await source.resolve(repository, version);
  if (image === undefined || named.kind === 'failed') return named;
  const { repository: from, digest: ran } = parseImage(image);
  if (ran === null || from !== repository) return named;
  if (named.kind === 'found' && (named.image.digest ?? ran) === ran) return named;
  const exact = await source.resolve(repository, ran);
  switch (exact.kind) {
    case 'failed':
      return exact;
    case 'found':
      return { kind: 'found', image: { ...exact.image, version, image } };
    case 'unknown': {
      const detail = `the image that ran as ${version} (${shortDigest(ran)}) is no longer in the registry`;
      return { kind: 'failed', detail, why: 'no-image' };
    }
  }
}

/** Why there is no such image. */
export function unresolved(known: Omit<RefusalOf<'version-unfit'>, 'code' | 'detail'>, resolved: Unresolved): Refusal {
  switch (resolved.kind) {
    case 'failed': {
      const code = resolved.why === 'no-image' ? 'version-unfit' : 'registry-unreachable';
      return { code, ...known, detail: resolved.detail };
    }
    case 'unknown': {
      const { nearest: suggestions, incomplete } = resolved;
      return { code: 'unknown-version', ...known, suggestions, ...(incomplete === undefined ? {} : { incomplete }) };
    }
  }
}
