/** Whether two image references name the same content: they have one digest, whatever registry and tag stand before it. */
export function isSameContent(a: string, b: string): boolean {
  const digest = digestOf(a);
  return digest !== null && digest === digestOf(b);
}

/**
 * Whether an admission policy may have stored a reference in place of the one that was asked for: under another registry or
 * path, with a digest or with nothing but one, but never under another tag.
 */
export function mayStandFor(stored: string, asked: string): boolean {
  if (isSameContent(stored, asked)) return true;
  const tag = tagOf(stored);
  return tag === null ? digestOf(asked) === null : tag === tagOf(asked);
}

function tagOf(reference: string): string | null {
  return /:([^:/@]+)(?:@|$)/.exec(reference.replace(/@sha256:.*$/, ''))?.[1] ?? null;
}

function digestOf(reference: string): string | null {
  return /@(sha256:[0-9a-f]+)$/.exec(reference)?.[1] ?? null;
}
