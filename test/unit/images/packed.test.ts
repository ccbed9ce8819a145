import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { HttpReply } from '../../../src/platform/http.ts';
import { digestOf, reply, repository, world } from './scripted.ts';

const manifest = { schemaVersion: 2, config: { digest: digestOf({}) } };

function packed(body: unknown, encoding: string, pack: (bytes: Buffer) => Buffer): HttpReply {
  const answer = reply(200, body, { 'content-encoding': encoding });
  return answer.kind === 'answer' ? { ...answer, body: pack(answer.body) } : answer;
}

it.each([
  ['gzip', gzipSync],
  ['GZIP', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['identity', (bytes: Buffer) => bytes],
] as const)('what comes as %s although it was not asked for is read as the registry has it', async (encoding, pack) => {
  const { source, http } = world(({ method, url }) => {
    if (method === 'HEAD') return reply(200, '', { 'content-encoding': encoding });
    return packed(url.includes('/tags/') ? { tags: ['1.0.0'] } : manifest, encoding, pack);
  });
  expect(await source.resolve(repository, '1.0.0')).toMatchObject({ image: { digest: digestOf(manifest) } });
  expect(await source.versions(repository, 9)).toEqual({ versions: ['1.0.0'], incomplete: null });
  for (const { headers } of http.asked) expect(headers).toMatchObject({ 'accept-encoding': 'identity' });
});

it.each([
  ['is broken', 'gzip', (bytes: Buffer) => gzipSync(bytes).subarray(0, 12)],
  ['is of a kind that nobody knows', 'zstd', (bytes: Buffer) => bytes],
  ['unpacks to more than is read', 'gzip', () => gzipSync(Buffer.alloc(9 * 1024 * 1024))],
] as const)('what %s is said', async (_, encoding, pack) => {
  const { source } = world(() => packed({ tags: ['1.0.0'] }, encoding, pack));
  expect((await source.versions(repository, 9)).incomplete).toBe(
    'registry.example answers with packed bytes that cannot be read',
  );
});
