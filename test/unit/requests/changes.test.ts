import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keptChanges } from '../../../src/domain/changes.ts';
import type { Found, Source, Span } from '../../../src/providers/source/source.ts';
import { changesBetween } from '../../../src/requests/changes.ts';
import type { RequestDeps } from '../../../src/requests/deps.ts';
import { draft } from '../../../src/requests/draft.ts';
import { exampleTarget } from '../../support/release-plan.ts';
import { createRequestWorld, wants } from '../../support/request-world.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const digest = `sha256:${'a'.repeat(64)}`;
const target = exampleTarget();
const from = { version: '2.4.0', image: `${target.repository}:2.4.0@${digest}` };
const to = { version: '2.4.1', image: `${target.repository}:2.4.1`, commit: 'c0ffee1' };

const written = (name: string, slack: string | null = null) => ({ name, slack, email: `${name}@shop.example` });

const found: Found = {
  kind: 'found',
  total: 400,
  commits: Array.from({ length: 250 }, (_, nth) => ({
    id: 'd'.repeat(40),
    message: `Change ${nth}${' and more'.repeat(100)}\n\nBecause.`,
    by: nth % 3 === 0 ? written('Ben') : written('Aoi', 'U0AOI'),
    url: 'https://git.example/c',
  })),
  pulls: [],
  migrations: Array.from({ length: 60 }, (_, nth) => `db/migrations/${nth}.sql`),
  filesCut: true,
  lacks: 2,
  url: 'https://git.example/a..b',
};

function world(compare: Source['compare']) {
  const asked: Span[] = [];
  const source: Source = {
    check: async () => null,
    compare: async (span) => {
      asked.push(span);
      return compare(span);
    },
  };
  const resolved: string[] = [];
  const deps = {
    sourceOf: () => source,
    imagesOf: () => ({
      resolve: async (_: string, version: string) => {
        resolved.push(version);
        return { kind: 'found', image: { version, image: '', digest, commit: 'abcdef0', builtAt: null } };
      },
    }),
    log: { warn: () => undefined },
  } as unknown as RequestDeps;
  return { deps, asked, resolved };
}

describe('what lies between two versions', () => {
  it('is asked by the commits of their images, and no more of it is kept than a log can bear', async () => {
    const { deps, asked, resolved } = world(async () => found);
    const changes = await changesBetween(deps, { target, from, to, backwards: false });
    expect(asked).toEqual([
      {
        service: 'checkout',
        from: { version: '2.4.0', commit: 'abcdef0' },
        to: { version: '2.4.1', commit: 'c0ffee1' },
      },
    ]);
    // By its digest: the tag may have been pushed again since.
    expect(resolved).toEqual([digest]);
    expect(changes).toMatchObject({
      kind: 'known',
      total: 400,
      authors: { total: 2, first: [{ name: 'Aoi', slack: 'U0AOI' }, { name: 'Ben' }] },
      migrations: { total: 60, partly: true },
      lacks: 2,
    });
    if (changes?.kind !== 'known') return expect.unreachable();
    expect(changes.commits).toHaveLength(keptChanges.commits);
    expect(changes.migrations.first).toHaveLength(keptChanges.migrations);
    expect(JSON.stringify(changes).length).toBeLessThan(25_000);
  });

  it('is asked the other way round on the way back', async () => {
    const { deps, asked } = world(async () => found);
    const changes = await changesBetween(deps, { target, from, to, backwards: true });
    expect(asked.map((span) => [span.from.version, span.to.version])).toEqual([['2.4.1', '2.4.0']]);
    expect(changes).toMatchObject({ takenBack: true });
    expect(changes).not.toHaveProperty('lacks');
  });

  it('is nothing where the version is the same, or no source is set', async () => {
    const { deps, asked } = world(async () => found);
    expect(await changesBetween(deps, { target, from, to: from, backwards: false })).toBeNull();
    expect(await changesBetween({ ...deps, sourceOf: () => null }, { target, from, to, backwards: false })).toBeNull();
    expect(asked).toEqual([]);
  });

  it('is unknown where the source is slow or broken, and nobody waits longer', async () => {
    const slow = changesBetween(world(() => new Promise(() => undefined)).deps, { target, from, to, backwards: false });
    await vi.advanceTimersByTimeAsync(2000);
    expect(await slow).toEqual({ kind: 'unknown', why: 'there was no answer within 2 s' });
    const broken = world(() => Promise.reject(new Error('ENOMEM'))).deps;
    expect(await changesBetween(broken, { target, from, to, backwards: false })).toMatchObject({ kind: 'unknown' });
  });
});

it('is in a draft beside the plan, whose digest does not depend on it', async () => {
  const { deps, source } = await createRequestWorld();
  const before = await draft(deps, wants());
  source.is = { check: async () => null, compare: async () => ({ kind: 'unknown', why: 'GitHub fails' }) };
  const after = await draft(deps, wants());
  if (before.kind !== 'drafted' || after.kind !== 'drafted') return expect.unreachable();
  expect([before.changes, after.changes]).toEqual([null, { kind: 'unknown', why: 'GitHub fails' }]);
  expect(after.digest).toBe(before.digest);
  expect(after.refusal).toEqual(before.refusal);
});
