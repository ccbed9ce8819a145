import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from '../../../sandbox/proxy/program.ts';
import { freePort } from '../../../sandbox/redis/ports.ts';
import { distribution } from './distribution-program.ts';
import type { TinyTag } from './tiny-registry.ts';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';
const configType = 'application/vnd.oci.image.config.v1+json';

interface RealRegistry {
  host: string;
  digestOf(tag: string): string;
  /** Puts an image of each tag there: by itself, or for two platforms in an index that has an attestation beside them. */
  push(repository: string, tags: readonly TinyTag[], as: 'index' | 'manifest'): Promise<void>;
  close(): Promise<void>;
}

/** A registry that keeps its images in memory and lets anybody in. */
export async function startDistribution(): Promise<RealRegistry> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-registry-'));
  const host = `127.0.0.1:${await freePort()}`;
  const config = { version: 0.1, log: { level: 'error' }, storage: { inmemory: {} }, http: { addr: host } };
  const file = join(folder, 'config.json');
  // JSON is YAML.
  await writeFile(file, JSON.stringify(config));
  const program = await startProgram(await distribution.pathOf('registry'), [file], {
    health: { url: `http://${host}/v2/` },
  });
  const digests = new Map<string, string>();
  return {
    host,
    digestOf: (tag) => digests.get(tag) ?? '',
    async push(repository, tags, as) {
      for (const tag of tags) digests.set(tag.tag, await pushed(`http://${host}/v2/${repository}`, tag, as));
    },
    async close() {
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function pushed(base: string, tag: TinyTag, as: 'index' | 'manifest'): Promise<string> {
  const image = (architecture: string) => imageOf(base, tag, architecture);
  if (as === 'manifest') return putManifest(base, tag.tag, await image('amd64'));
  const manifests = [
    { ...(await put(base, await image('arm64'))), platform: { os: 'linux', architecture: 'arm64' } },
    { ...(await put(base, await image('amd64'))), platform: { os: 'linux', architecture: 'amd64' } },
    {
      ...(await put(base, await image('unknown'))),
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    },
  ];
  const index = { schemaVersion: 2, mediaType: indexType, manifests };
  return putManifest(base, tag.tag, index);
}

async function imageOf(base: string, { revision, created }: TinyTag, architecture: string) {
  const labels = { 'org.opencontainers.image.revision': revision, 'org.opencontainers.image.created': created };
  const config = { architecture, config: { Labels: labels }, rootfs: { type: 'layers', diff_ids: [] } };
  const bytes = bytesOf(config);
  const digest = digestOf(bytes);
  const begun = await fetch(`${base}/blobs/uploads/`, { method: 'POST' });
  const place = new URL(begun.headers.get('location') ?? '', base);
  place.searchParams.set('digest', digest);
  await accepted(await fetch(place, { method: 'PUT', body: bytes }));
  const descriptor = { mediaType: configType, digest, size: bytes.length };
  return { schemaVersion: 2, mediaType: manifestType, config: descriptor, layers: [] };
}

async function put(base: string, manifest: { mediaType: string }) {
  const digest = digestOf(bytesOf(manifest));
  await putManifest(base, digest, manifest);
  return { mediaType: manifest.mediaType, digest, size: bytesOf(manifest).length };
}

async function putManifest(base: string, reference: string, manifest: { mediaType: string }): Promise<string> {
  const headers = { 'content-type': manifest.mediaType };
  await accepted(await fetch(`${base}/manifests/${reference}`, { method: 'PUT', headers, body: bytesOf(manifest) }));
  return digestOf(bytesOf(manifest));
}

async function accepted(answer: Response): Promise<void> {
  if (answer.status !== 201) throw new Error(`the registry answered ${answer.status}: ${await answer.text()}`);
}

function bytesOf(manifest: object): Buffer<ArrayBuffer> {
  return Buffer.from(JSON.stringify(manifest));
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
