import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';

/** Rows of red, green, blue and alpha, a byte each. */
export interface Pixels {
  width: number;
  height: number;
  /** `width × height × 4` bytes. */
  data: Uint8Array;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const bytesPerPixel = 4;
const compress = promisify(deflate);

/**
 * Pixels as a PNG (W3C Portable Network Graphics, third edition; 8 bits RGBA, no filter, not interlaced). Compressed off
 * the main thread, which is why it is not left to the drawing library: that one would hold up everything else meanwhile.
 */
export async function pngOf({ width, height, data }: Pixels): Promise<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', await compress(scanlines(width, height, data))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Each row begins with the number of its filter: 0, none. */
function scanlines(width: number, height: number, data: Uint8Array): Buffer {
  const row = width * bytesPerPixel;
  const lines = Buffer.alloc((row + 1) * height);
  for (let y = 0; y < height; y += 1) lines.set(data.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  return lines;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const made = Buffer.alloc(named.length + 8);
  made.writeUInt32BE(data.length, 0);
  made.set(named, 4);
  made.writeUInt32BE(crc32(named), named.length + 4);
  return made;
}
