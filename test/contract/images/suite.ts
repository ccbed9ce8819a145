import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImageSource } from '../../../src/providers/images/image-source.ts';

/** What the suite wants to be published. */
export const published = [
  { tag: '2.4.1', revision: '9f3c1ab09f3c1ab09f3c1ab09f3c1ab09f3c1ab0', created: '2026-11-01T10:00:00Z' },
  { tag: '2.10.0', revision: '41d0c77a41d0c77a41d0c77a41d0c77a41d0c77a', created: '2026-11-20T10:00:00Z' },
  { tag: '2.10.0-rc.1', revision: '5555555555555555555555555555555555555555', created: '2026-11-19T10:00:00Z' },
  { tag: 'latest', revision: '41d0c77a41d0c77a41d0c77a41d0c77a41d0c77a', created: '2026-11-20T10:00:00Z' },
  { tag: 'v2.5.0', revision: '7777777777777777777777777777777777777777', created: '2026-11-10T10:00:00Z' },
];

/** What can be no version of anything. */
export const noVersions = [
  '../../catalog',
  '2.4.1?x=1',
  'a b',
  '',
  'sha256:12',
  '2.4.1/../..',
  'ä',
  `sha256:${'G'.repeat(64)}`,
];

export interface ImageWorld {
  source: ImageSource;
  /** As it stands in a catalogue. */
  repository: string;
  digestOf(tag: string): string;
  close(): Promise<void>;
}

/** What every source that knows its registry must do. */
export function imageSourceContract(name: string, start: () => Promise<ImageWorld>): void {
  describe(`image source: ${name}`, () => {
    let world: ImageWorld;
    beforeAll(async () => {
      world = await start();
    });
    afterAll(() => world.close());

    it('pins a tag to its digest, and tells commit and build time', async () => {
      const { source, repository, digestOf } = world;
      const digest = digestOf('2.4.1');

      expect(await source.resolve(repository, '2.4.1')).toEqual({
        kind: 'found',
        image: {
          version: '2.4.1',
          image: `${repository}:2.4.1@${digest}`,
          digest,
          commit: '9f3c1ab09f3c1ab09f3c1ab09f3c1ab09f3c1ab0',
          builtAt: Date.parse('2026-11-01T10:00:00Z'),
        },
      });
    });

    it('takes a digest for a version, and shows its first 12 digits', async () => {
      const { source, repository, digestOf } = world;
      const digest = digestOf('v2.5.0');

      const resolved = await source.resolve(repository, digest);

      expect(resolved).toMatchObject({
        kind: 'found',
        image: { version: digest.slice(7, 19), image: `${repository}@${digest}`, digest, commit: '7'.repeat(40) },
      });
    });

    it('lists the newest first: semantic versions by precedence, then the others', async () => {
      const { source, repository } = world;

      expect(await source.versions(repository, 10)).toEqual({
        versions: ['2.10.0', '2.10.0-rc.1', 'v2.5.0', '2.4.1', 'latest'],
        incomplete: null,
      });
      expect((await source.versions(repository, 2)).versions).toEqual(['2.10.0', '2.10.0-rc.1']);
    });

    it('does not know a version that is not there, and names the nearest', async () => {
      const { source, repository } = world;

      expect(await source.resolve(repository, '2.4.2')).toMatchObject({ kind: 'unknown', nearest: ['2.4.1'] });
      expect(await source.resolve(repository, 'nothing-like-it')).toEqual({
        kind: 'unknown',
        nearest: ['2.10.0', '2.10.0-rc.1', 'v2.5.0'],
      });
      expect(await source.resolve(repository, `sha256:${'0'.repeat(64)}`)).toMatchObject({ kind: 'unknown' });
    });

    it('knows every digest by which a node may call an image, and says whether these are all', async () => {
      const { source, repository, digestOf } = world;
      const digest = digestOf('2.4.1');

      const { digests, complete } = await source.identities(repository, digest);

      expect(complete).toBe(true);
      expect(digests).toContain(digest);
      expect([2, 5]).toContain(digests.size);
      expect(await source.identities(repository, `sha256:${'0'.repeat(64)}`)).toMatchObject({ complete: false });
    });

    it.each(noVersions)('never asks for %j, which can be no version', async (version) => {
      expect(await world.source.resolve(world.repository, version)).toMatchObject({ kind: 'unknown' });
    });

    it('says so where there is no such repository', async () => {
      const { source, repository } = world;
      const missing = await source.resolve(`${repository}-not`, '2.4.1');

      expect(missing.kind === 'failed' ? missing.detail : missing.kind).toMatch(/no repository|not let/);
      expect(await source.versions(`${repository}-not`, 10)).toEqual({
        versions: [],
        incomplete: expect.stringMatching(/no repository|not let/),
      });
    });
  });
}
