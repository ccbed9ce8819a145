import type { Release } from '../domain/release.ts';
import type { Request } from '../domain/request.ts';

/** What ran before a release, as a request names it: the very image, where its digest is known. */
export function versionBefore({ plan }: Release): Pick<Request, 'version' | 'image'> {
  const { version, image, digest } = plan.from;
  const pinned = image.includes('@') ? { image } : digest ? { image: `${image}@${digest}` } : {};
  return { version, ...pinned };
}
