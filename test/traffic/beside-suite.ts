import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byMark, byMirror, byWeight, type Mark } from '../../src/domain/route.ts';
import { exampleTarget } from '../support/release-plan.ts';
import { isPlausible } from './ledger.ts';
import { soon, startTwoPods, type TwoPods, type Way } from './two-pods.ts';

const target = exampleTarget({ namespace: 'staging' });
const stable = '200 checkout';
const candidate = '200 checkout-candidate';
const requests = 2000;

type Headers = Record<string, string>;
interface Sent {
  headers?: Headers;
  query?: string;
}

/** A mark, a request that carries it, and one that nearly does. */
const marks: [Mark, Sent, Sent][] = [
  [
    { in: 'header', name: 'X-Beta', value: 'a.b*' },
    { headers: { 'x-beta': 'a.b*' } },
    { headers: { 'x-beta': 'aXbb' } },
  ],
  [
    { in: 'cookie', name: 'beta', value: 'v.1|2' },
    { headers: { cookie: 'a=b; beta=v.1|2; c=d' } },
    { headers: { cookie: 'beta=v.1' } },
  ],
  [{ in: 'query', name: 'Beta', value: '1.0' }, { query: '?Beta=1.0' }, { query: '?Beta=1x0' }],
];

interface Copying {
  /** The shares of all requests, in percent, of which this proxy makes copies. */
  copies: readonly number[];
  /** In what words copies of a part are refused before the plan, where it makes none of a part. */
  refusal?: string;
}

export function besideTraffic(name: string, way: Way, { copies, refusal }: Copying): void {
  describe(name, () => {
    let here: TwoPods;
    beforeAll(async () => {
      here = await startTwoPods(way);
    }, 120_000);
    afterAll(() => here?.stop());

    const send = ({ headers, query = '' }: Sent, path = '/') => here.ask(headers, path + query);
    const shift = (route: Parameters<TwoPods['router']['shift']>[1]) => here.router.shift(here.context, route);
    const unable = (route: Parameters<TwoPods['router']['shift']>[1]) => here.router.unable?.(target, [route]);
    const isShare = (percent: number, seen: number) =>
      isPlausible({ at: 0, percent, settleMs: 0, requests, candidate: seen, lastStray: undefined });

    it.each(marks)('leads requests with the mark to the candidate, and no others: %j', async (mark, marked, other) => {
      expect(await unable(byMark(mark))).toEqual([]);
      await shift(byMark(mark));
      await soon(async () => expect(await send(marked)).toBe(candidate));
      expect(await send(marked, '/api/x')).toBe(candidate);
      expect([await send({}), await send(other), await send(other, '/api/x')]).toEqual([stable, stable, stable]);
      await shift(byWeight(0));
      await soon(async () => expect(await send(marked)).toBe(stable));
    });

    it('divides what has no mark by weight beside that', async () => {
      const [mark, marked] = marks[0] ?? [];
      if (!mark || !marked) throw new Error('there is no mark');
      await shift(byMark(mark, 25));
      await soon(async () => expect(await send(marked)).toBe(candidate));
      const seen = await here.count(requests);
      expect(seen).toMatchObject({ answers: [stable, candidate] });
      expect(seen.candidate, 'the share at the pods').toSatisfy((count: number) => isShare(25, count));
      const all = await Promise.all(Array.from({ length: 50 }, () => send(marked)));
      expect(new Set(all)).toEqual(new Set([candidate]));
    });

    it.each(copies)('copies requests (%i in 100), and gives nobody the answers', async (percent) => {
      expect(await unable(byMirror(percent))).toEqual([]);
      // Copies of the share before would be taken for those of this one.
      await shift(byWeight(0));
      await soon(async () => expect((await here.count(50)).candidate).toBe(0));
      await shift(byMirror(percent));
      await soon(async () => expect((await here.count(50)).candidate).toBeGreaterThan(0));
      await soon(async () => expect((await here.count(50)).answers).toEqual([stable]));
      const seen = await here.count(requests);
      expect(seen).toMatchObject({ stable: requests, answers: [stable] });
      // What was copied last may still be on its way.
      expect(seen.candidate, 'copies at the pod').toSatisfy((count: number) =>
        isShare(percent, Math.min(requests, count)),
      );
    });

    it.runIf(refusal !== undefined)('is not asked for copies of a part', async () => {
      expect(await unable(byMirror(20))).toMatchObject([
        { severity: 'refuse', detail: expect.stringContaining(String(refusal)) },
      ]);
    });

    it.runIf('features' in way.config)('does not say by itself what it can do', async () => {
      const { features: _, ...config } = way.config;
      expect(await here.routerOf(config).unable?.(target, [byMirror(100)])).toMatchObject([
        { severity: 'refuse', detail: expect.stringContaining('lists nothing') },
      ]);
    });

    it('has none of them afterwards', async () => {
      await shift(byWeight(0));
      await here.router.clean(here.context);
      const [[, marked] = []] = marks;
      await soon(async () => expect(await send(marked ?? {})).toBe(stable));
      await soon(async () => expect(await here.count(50)).toEqual({ stable: 50, candidate: 0, answers: [stable] }));
      expect(await here.router.leftovers(here.context)).toEqual([]);
    });
  });
}
