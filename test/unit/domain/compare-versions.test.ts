import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions, newerFirst } from '../../../src/domain/order/compare-versions.ts';
import { partsOf } from '../../../src/domain/order/version-parts.ts';

describe('the older of two versions', () => {
  it.each([
    ['2.4.9', '2.4.10'],
    ['v1.9.0', '1.10.0'],
    ['1.0.0-rc.9', '1.0.0-rc.10'],
    ['1.0.0-rc9', '1.0.0-rc10'],
    ['1.0.0-rc.10', '1.0.0'],
    ['1.0.0-alpha.3', '1.0.0-beta.1'],
    ['1.0.0-beta', '1.0.0-rc.1'],
    ['1.0.0-rc', '1.0.0-rc.1'],
    ['2.0.0.CR1', '2.0.0.Final'],
    ['1.2b3', '1.2rc1'],
    ['1.0.2b', '1.0.3'],
    ['1.0.0-b', '1.0.0'],
    ['1.2.13', '13.1.2'],
    ['1.2.2300', '1.3.2300'],
    ['1.0.0-SNAPSHOT', '1.0.0'],
    ['1.2.3.4', '1.2.3.10'],
    ['1.2.3', '1.2.3.1'],
    ['1.2', '1.3.1'],
    ['24.04', '24.10'],
    ['1.2.3', '1.2.3-5-gabc1234'],
    ['1.2.3-5-gabc1234', '1.2.3-12-g0def123'],
    ['1.2.3-12-g0def123', '1.2.4-rc.1'],
    ['1.2.3-alpine', '1.2.4-alpine'],
    ['1.2.3-alpine3.9', '1.2.3-alpine3.18'],
    ['1.2.3-slim', '1.3.0-alpine'],
    ['2024.11.3', '2024.11.10'],
    ['2024.1.0', '2024.1.1'],
    ['2024.9', '2024.11'],
    ['2024-9', '2024-11'],
    ['20241103', '20241110'],
    ['20241103', '2024-11-10'],
    ['2024-11-03', '2024.11.10'],
    ['2024-11-03.9', '2024-11-03.10'],
    ['2024-11-03', '2024-11-03.1'],
    ['20241103-2', '20241103-10'],
    ['20241103T095959Z', '20241103-100000'],
    ['2024-11-03T09-59-59Z', '20241103100000'],
    ['2024-11-03-abc1234', '2024-11-04-0ff1234'],
    ['build-97', 'build-123'],
    ['v97', 'v123'],
    ['97', '123'],
    ['main-97', 'main-123'],
    ['main-97-abc1234', 'main-123-0ff1234'],
    ['release-1.2', 'release-1.10'],
    ['release-v1.2', 'release-1.10'],
    ['app-1.2.3', 'app-1.10.0'],
    ['main-20241103', 'main-20241110'],
    ['r99', 'r100'],
    ['1.0.0-alpha', '1.0.0-alpha.1'],
    ['1.0.0-alpha.1', '1.0.0-alpha.beta'],
    ['1.0.0-alpha', '1.0.0-alpha.beta'],
    ['1.0.0-alpha.beta', '1.0.0-beta'],
    ['1.0.0-alpha.beta', '1.0.0-alpha.beta.1'],
    ['1.0.0-alpha.beta.9', '1.0.0-alpha.beta.10'],
    ['1.0.0-rc.1', '1.0.0-rc.1.2'],
    ['1.0.0-rc.1.9', '1.0.0-rc.2.1'],
    ['1.0.0-alpha.1', '1.0.0-alpha.abc1234'],
    ['1.0.0-dev.20241103', '1.0.0-dev.20241104'],
    ['build-1234567', 'build-1234568'],
    ['1534567890', '1534567891'],
    ['2024110301', '2024110402'],
  ])('of %s and %s is the first', (older, newer) => {
    expect(compareVersions(older, newer)).toBeLessThan(0);
    expect(compareVersions(newer, older)).toBeGreaterThan(0);
  });

  it.each([
    ['1.2.3', 'v1.2.3'],
    ['20241103', '2024-11-03'],
    ['1.2.3+build.1', '1.2.3+build.2'],
    ['main', 'main'],
  ])('of %s and %s is neither', (a, b) => {
    expect(compareVersions(a, b)).toBe(0);
  });

  it.each([
    ['main', '2.4.1'],
    ['latest', '2.4.1'],
    ['main', 'develop'],
    ['main-7f3c', 'main-8a2b'],
    ['9f3c1ab', '1d0c77a'],
    ['sha-1234567', 'sha-7654321'],
    ['main-1a2b3c4', 'main-9a2b3c4'],
    ['1.2.3-1a2b3c4', '1.2.3-9a2b3c4'],
    ['1a2b3', '9a2b3'],
    ['pr-12', 'pr-13'],
    ['JIRA-812', 'JIRA-813'],
    ['build-97', 'main-98'],
    ['build-97', '98'],
    ['97', '2.4.1'],
    ['2024.11.3', '2.4.1'],
    ['20241103', '97'],
    ['20241103', '20241399'],
    ['1.2', '1.2.3'],
    ['1', '1.2.3'],
    ['2024.11', '2024.11.3'],
    ['20241103', '20241103-101112'],
    ['20241103-1', '20241103-101112'],
    ['1.2.3-alpine', '1.2.3'],
    ['1.2.3-alpine', '1.2.3-slim'],
    ['1.2.3-1', '1.2.3'],
    ['1.2.3-dev.1', '1.2.3-rc.1'],
    ['1.2.3-5-gabc1234', '1.2.3-5-gdef1234'],
    ['release-1.2', '1.3'],
    ['app-1.2.3', 'web-1.2.4'],
    ['12345678901234567890', '12345678901234567891'],
    ['1234567', '7654321'],
    ['1234567', '9f3c1ab'],
    ['12345678', '87654321'],
    ['main-1234567', 'main-7654321'],
    ['1.2.3-1234567', '1.2.3-7654321'],
    ['1.2.3-rc-1234567', '1.2.3-rc-abc1234'],
    ['1.2.3-rc.1', '1.2.3-rc-abc1234'],
    ['1.0.0-alpha.1234567', '1.0.0-alpha.abc1234'],
    ['1.0.0-alpha.abc1234', '1.0.0-alpha.abd1234'],
    ['1.0.0-alpha.abc1234', '1.0.0-alpha.beta'],
    ['1.0.0-rc-slim', '1.0.0-rc.1-alpine'],
    ['v1.2', '1.2.0'],
    ['latest-123', 'latest-124'],
    ['latest-123', '122'],
    ['1730600000', '20241103'],
    ['03.11.2024', '04.10.2024'],
    ['3-11-2024', '4-10-2024'],
    ['release-11_03_2024', 'release-10_04_2024'],
    ['1.2.3-g1234567', '1.2.3-g7654321'],
    ['main-g1234567', 'main-g7654321'],
    ['1.0.2b', '1.0.2'],
    ['1.0.2a', '1.0.2b'],
    ['1.0.2b-alpine', '1.0.2-alpine'],
    ['1.0.2m', '1.0.2-rc.1'],
    ['', '1.0.0'],
  ])('of %s and %s is not known', (a, b) => {
    expect(compareVersions(a, b)).toBeNull();
    expect(compareVersions(b, a)).toBeNull();
  });
});

const small = fc.nat(3).map(String);
const numbers = fc.array(small, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
const day = fc.constantFrom('2024.11.3', '2024-11-03', '20241103', '2024-11', '2024.11.4', '20241104', '2024.1.0');
const suffix = fc.constantFrom(
  ...['', '-rc.1', '-rc2', '-rc', '-alpha.1', '-dev', '-alpine', '-alpine3', '-1', '.2', '-2-gabc1234', '-2-gabd1234'],
  ...['-alpha', '-alpha.beta', '-alpha.1.beta', '-alpha.abc1234', '-alpha.abd1234', '-alpha.1234567', '-rc-slim'],
  ...['-1234567', '-7654321', '-rc-1234567', '-rc.x9', '-rc.x10', '-rc.xa', '-dev.abc1234', '-rc-abc1234', '-rc.1.2'],
  ...['-101112', 'T1011', '-abc1234', '-1abc234', '.Final', '+x', '-rc.1-slim', '-rc.1-slim2', 'b1', '_7'],
);
const prefix = fc.constantFrom('', 'v', 'build-', 'release-v', 'app-', 'main-', 'pr-');
const commit = fc.constantFrom('1234567', '7654321', '9f3c1ab', 'build-1234567', 'main-1234567', '12345678', '999');
const version = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(prefix, fc.oneof(numbers, day), suffix).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: commit },
  { weight: 1, arbitrary: fc.stringMatching(/^[a-z0-9._-]{0,8}$/) },
);

describe('the order of versions', () => {
  it('is the same from both sides', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        const [there, back] = [compareVersions(a, b), compareVersions(b, a)];
        expect(there === null).toBe(back === null);
        expect(Math.sign(there ?? 0) + Math.sign(back ?? 0)).toBe(0);
      }),
      { numRuns: 5000 },
    );
  });

  it('goes on over what is between, and never round', () => {
    fc.assert(
      fc.property(fc.uniqueArray(version, { minLength: 3, maxLength: 8 }), (all) => {
        for (const a of all)
          for (const b of all)
            for (const c of all) {
              const [first, second, over] = [compareVersions(a, b), compareVersions(b, c), compareVersions(a, c)];
              if (first === null || second === null || first > 0 || second > 0) continue;
              const wanted = first === 0 && second === 0 ? 0 : -1;
              if (Math.sign(over ?? Number.NaN) !== wanted) throw new Error(`${a} < ${b} < ${c}, but ${over}`);
            }
      }),
      { numRuns: 1000 },
    );
  });

  it('is the one of a list, wherever it is known', () => {
    const listed = (name: string) => ({ version: name, parts: partsOf(name) });
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        const known = compareVersions(a, b);
        const inList = newerFirst(listed(a), listed(b));
        if (known !== null && known !== 0) expect(Math.sign(inList)).toBe(-Math.sign(known));
        expect(inList === 0).toBe(a === b);
        if (inList < 0 && newerFirst(listed(b), listed(c)) < 0) {
          expect(newerFirst(listed(a), listed(c))).toBeLessThan(0);
        }
      }),
      { numRuns: 10_000 },
    );
  });

  it('is told of any text in no time', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void compareVersions(text, `${text}1`)));
    for (const piece of ['a-', 'v1-', '1.', '1-', 'rc.', '2024-11-03']) {
      const started = performance.now();
      partsOf(piece.repeat(2000));
      expect(performance.now() - started).toBeLessThan(200);
    }
  });
});
