import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib';
import type { HttpAnswer } from '../../platform/http.ts';

type Unpack = (packed: Buffer, options: ZlibOptions) => Promise<Buffer>;

const ways: Readonly<Record<string, Unpack>> = {
  gzip: promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  'x-gzip': promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  deflate: promisify<Buffer, ZlibOptions, Buffer>(inflate),
  br: promisify<Buffer, ZlibOptions, Buffer>(brotliDecompress),
};

/**
 * An answer with its body as the registry has it: what stands in between may pack it, whether that was asked for or not.
 * @param maxBytes of the body, unpacked
 * @returns null for one that cannot be unpacked, or is longer
 */
export async function unpacked(answer: HttpAnswer, maxBytes: number): Promise<HttpAnswer | null> {
  const encoding = (answer.headers['content-encoding'] ?? '').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity' || answer.body.length === 0) return answer;
  const unpack = ways[encoding];
  const body = await unpack?.(answer.body, { maxOutputLength: maxBytes }).catch(() => null);
  return body ? { ...answer, body } : null;
}
