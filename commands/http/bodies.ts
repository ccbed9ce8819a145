import type { IncomingMessage } from 'node:http';

/** What is read before anything is known of who sent it, in all. */
export interface BodyLimits {
  /** For one body to be there whole (ms). Slack gives up a request after 3 s. */
  withinMs: number;
  /** Bodies that are read at once. */
  most: number;
  /** Bytes that all of these hold together. */
  mostBytes: number;
}

/** Slack sends each in one piece and within milliseconds; a few dozen of them at once are a storm of clicks. */
export const usualLimits: BodyLimits = { withinMs: 2500, most: 128, mostBytes: 8 * 1024 * 1024 };

/** `late` and `crowded`: given up, for its own slowness or to make room for others. */
export type Read =
  | { kind: 'whole'; body: Buffer }
  | { kind: 'too-long' }
  | { kind: 'cut-short' }
  | { kind: 'late' }
  | { kind: 'crowded' };

interface Reading {
  bytes: number;
  end(read: Read): void;
}

export type ReadBody = (request: IncomingMessage, longest: number) => Promise<Read>;

/**
 * Reads bodies of whoever sends them. Where there are too many, the one that has been on its way for longest goes: it
 * is the least like Slack's, whose own is there at once and so is never the one that goes.
 */
export function createBodies({ withinMs, most, mostBytes }: BodyLimits): ReadBody {
  // In the order in which they began.
  const readings = new Set<Reading>();
  let bytes = 0;

  function makeRoom(): void {
    for (const oldest of readings) {
      if (readings.size <= most && bytes <= mostBytes) return;
      oldest.end({ kind: 'crowded' });
    }
  }

  return (request, longest) =>
    new Promise((resolve) => {
      let chunks: Buffer[] = [];
      const reading: Reading = { bytes: 0, end };
      const late = setTimeout(end, withinMs, { kind: 'late' });

      function end(read: Read): void {
        if (!readings.delete(reading)) return;
        bytes -= reading.bytes;
        clearTimeout(late);
        request.off('data', take);
        if (read.kind !== 'whole') request.pause();
        chunks = [];
        resolve(read);
      }

      function take(chunk: Buffer): void {
        reading.bytes += chunk.length;
        bytes += chunk.length;
        chunks.push(chunk);
        if (reading.bytes > longest) end({ kind: 'too-long' });
        else makeRoom();
      }

      readings.add(reading);
      request.on('data', take);
      request.once('end', () => end({ kind: 'whole', body: Buffer.concat(chunks) }));
      request.once('error', () => end({ kind: 'cut-short' }));
      request.once('close', () => end({ kind: 'cut-short' }));
      makeRoom();
    });
}
