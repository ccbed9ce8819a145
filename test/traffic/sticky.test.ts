import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byWeight } from '../../src/domain/route.ts';
import { exampleTarget } from '../support/release-plan.ts';
import { sandboxCluster } from './clusters.ts';
import { translated } from './envoy.ts';
import { isPlausible } from './ledger.ts';
import { byHttpRoute, byVirtualService } from './routes.ts';
import { traefikGateway } from './traefik.ts';
import { soon, startTwoPods, type TwoPods } from './two-pods.ts';

const target = exampleTarget({ namespace: 'staging' });
const stable = '200 checkout';
const candidate = '200 checkout-candidate';
const users = 600;

const problems: string[] = [];
const envoy = translated((problem) => problems.push(problem));
afterAll(() => expect(problems).toEqual([]));

const routeAt = (percent: number, ...before: number[]) =>
  byWeight(percent, { cookie: 'sluice-checkout', forMs: 3_600_000, before });
const isShare = (percent: number, requests: number) => (seen: number) =>
  isPlausible({ at: 0, percent, settleMs: 0, requests, candidate: seen, lastStray: undefined });

/** Someone with a browser: what it has kept, and which version they met last. */
interface User {
  cookie: string;
  met: string;
}

async function come(here: TwoPods, user: User, path?: string): Promise<User> {
  const { answer, cookies } = await here.visit(user.cookie, path);
  const [pair] = cookies[0]?.split(';') ?? [];
  return { cookie: pair ?? user.cookie, met: answer };
}

/** All of them once, in this order. */
async function all(here: TwoPods, list: readonly User[], path?: string): Promise<User[]> {
  const came: User[] = [];
  for (let first = 0; first < list.length; first += 8)
    came.push(...(await Promise.all(list.slice(first, first + 8).map((user) => come(here, user, path)))));
  return came;
}

const atCandidate = (list: readonly User[]) => list.filter(({ met }) => met === candidate).length;

describe.each([
  ['Envoy by a VirtualService', { proxy: envoy, ...byVirtualService }],
  ['Traefik by an HTTPRoute', { proxy: traefikGateway, ...byHttpRoute() }],
])('users who stay, through %s', (_, way) => {
  let here: TwoPods;
  let met: User[];
  beforeAll(async () => {
    here = await startTwoPods({ cluster: sandboxCluster, ...way });
  }, 120_000);
  afterAll(() => here?.stop());

  const shift = (route: ReturnType<typeof routeAt>) => here.router.shift(here.context, route);
  /** Whom stable gets is told so. */
  const isServed = (percent: number) =>
    soon(async () => {
      const { cookies } = await here.visit('');
      expect(cookies).toEqual([`sluice-checkout=sluice.r-1.stable.${percent}; Path=/; Max-Age=3600; HttpOnly`]);
    });

  it('meet one version by the share, and go on meeting it', async () => {
    expect(await here.router.unable?.(target, [routeAt(65, 30)])).toEqual([]);
    await shift(routeAt(30));
    await isServed(30);
    met = await all(
      here,
      Array.from({ length: users }, () => ({ cookie: '', met: '' })),
    );
    expect(atCandidate(met)).toSatisfy(isShare(30, users));
    expect(await all(here, met)).toEqual(met);
    expect(await all(here, met, '/api/x')).toEqual(met);
  });

  it('leave the old version alone when the share grows, so many that it is exact', async () => {
    await shift(routeAt(65, 30));
    await isServed(65);
    const now = await all(here, met);
    expect(now.filter((user, index) => user.met === stable && met[index]?.met === candidate)).toEqual([]);
    expect(atCandidate(now)).toSatisfy(isShare(65, users));
    expect(atCandidate(now) - atCandidate(met)).toSatisfy(isShare(50, users - atCandidate(met)));
    expect(await all(here, now)).toEqual(now);
    met = now;
  });

  it('are all on the old version on the way back', async () => {
    await shift(byWeight(0));
    await soon(async () => expect(atCandidate(await all(here, met))).toBe(0));
    expect((await here.visit('')).cookies).toEqual([]);
    await here.router.clean(here.context);
    expect(await here.router.leftovers(here.context)).toEqual([]);
  });
});
