/** Whether two image references name the same content: they have one digest, whatever registry and tag stand before it. */
export function isSameContent(a: string, b: string): boolean {
  const digest = digestOf(a);
  return digest !== null && digest === digestOf(b);
}

function digestOf(reference: string): string | null {
  return /@(sha256:[0-9a-f]+)$/.exec(reference)?.[1] ?? null;
}
