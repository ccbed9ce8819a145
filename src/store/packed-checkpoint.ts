import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { type JsonObject, parseJson } from '../domain/json.ts';

/** What is shorter than this (characters) is kept as it is. */
const shortest = 8192;
/** The largest text that is unpacked (bytes): some five times what the 100,000 series make that a release may show. */
const largest = 64 * 1024 * 1024;

const storedSchema = z.object({ memo: z.looseObject({}).nullish(), packed: z.string().optional() });

/**
 * A checkpoint as it is stored. Counters of many series repeat the same names and labels, and are written at every look: packed
 * they need about a tenth of the room. What an older version cannot unpack it takes for none, and begins anew.
 */
export function packCheckpoint(checkpoint: JsonObject | null): { memo: JsonObject | null; packed?: string } {
  const text = JSON.stringify(checkpoint);
  if (text.length <= shortest) return { memo: checkpoint };
  return { memo: null, packed: deflateRawSync(text, { level: 1 }).toString('base64') };
}

/** The checkpoint that is stored; null where there is none, or it cannot be read. */
export function unpackCheckpoint(stored: unknown): JsonObject | null {
  const read = storedSchema.safeParse(stored).data;
  if (read?.packed === undefined) return (read?.memo ?? null) as JsonObject | null;
  try {
    const text = inflateRawSync(Buffer.from(read.packed, 'base64'), { maxOutputLength: largest }).toString();
    return z.looseObject({}).nullable().parse(parseJson(text)) as JsonObject | null;
  } catch {
    return null;
  }
}
