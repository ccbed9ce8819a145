import { parseImage } from '../../domain/image-reference.ts';

/** Whether two image references name the same content: they have one digest, whatever registry and tag stand before it. */
export function isSameContent(a: string, b: string): boolean {
  const { digest } = parseImage(a);
  return digest !== null && digest === parseImage(b).digest;
}

/**
 * Whether an admission policy may have stored a reference in place of the one that was asked for: under another registry or
 * path, with a digest or with nothing but one, but never under another tag.
 */
export function mayStandFor(stored: string, asked: string): boolean {
  if (isSameContent(stored, asked)) return true;
  const [{ tag }, wanted] = [parseImage(stored), parseImage(asked)];
  return tag === null ? wanted.digest === null : tag === wanted.tag;
}
