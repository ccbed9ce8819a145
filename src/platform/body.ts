import type { Share } from './byte-budget.ts';

export interface BodyOptions {
  /** A longer body is not read to its end. */
  maxBytes: number;
  /** Room for it, where many are read at once. */
  share?: Share | undefined;
  /** Ends the waiting for room. */
  signal: AbortSignal;
}

/** A body to its end, or null where it is longer than may be. Throws `NoRoom` where its share has none for it. */
export async function readBody(
  body: AsyncIterable<Uint8Array>,
  { maxBytes, share, signal }: BodyOptions,
): Promise<Buffer | null> {
  // It may be asked for a second time, after a connection that broke.
  share?.giveBack();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    await share?.take(chunk.length, signal);
    // Leaving the loop, by an error too, closes the connection.
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
