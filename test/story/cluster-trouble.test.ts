import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Fault, FaultEffect, FaultMatch } from '../../sandbox/cluster/http/faults.ts';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { manyPlaces } from '../support/many-places.ts';
import { blockWayBack } from '../support/way-back.ts';
import { channel, longMs, reportOf, stage } from './world.ts';

const writes: FaultMatch = { verbs: ['create', 'update', 'patch', 'delete'] };
const reads: FaultMatch = { verbs: ['get', 'list', 'watch'] };
const watches: FaultMatch = { verbs: ['watch'] };
const status = (code: number, retryAfterSeconds?: number): FaultEffect =>
  retryAfterSeconds === undefined ? { kind: 'status', code } : { kind: 'status', code, retryAfterSeconds };

interface Trouble {
  effect: FaultEffect;
  match?: FaultMatch;
  /** How long it lasts once it is met (ms); 4 s unless it says. */
  forMs?: number;
}

/** What may go wrong in the middle of a release, each in a namespace of its own. */
const troubles: Record<string, Trouble> = {
  throttled: { effect: status(429, 1) },
  broken: { effect: status(500) },
  unavailable: { effect: status(503, 2) },
  slow: { effect: { kind: 'latency', ms: 5000 }, match: writes },
  cut: { effect: { kind: 'cut', when: 'before' } },
  'answers-lost': { effect: { kind: 'cut', when: 'after' }, match: writes },
  'read-only': { effect: status(503), match: writes },
  'write-only': { effect: status(503), match: reads },
  conflicts: { effect: status(409), match: { verbs: ['update', 'patch'] } },
  expired: { effect: status(401) },
  forbidden: { effect: status(403), match: writes },
  'locked-out': { effect: status(403), match: writes, forMs: 40_000 },
  'silent-watch': { effect: { kind: 'silent-watch' }, match: watches },
  'old-watch': { effect: { kind: 'expired-watch' }, match: watches },
};
const names = Object.keys(troubles);
/** A rollback meets only what keeps it from writing or looking. */
const stucking = ['throttled', 'broken', 'cut', 'read-only', 'write-only', 'expired', 'forbidden'];
/** What is refused for half a minute is refused for good: then it goes back, and does so once it may. */
const expectedEnd = (name: string) => (name === 'locked-out' ? 'ROLLBACK' : 'SUCCESS');

function given() {
  const here = stage({ pace: { bake: '2s', interval: '500ms' }, ...manyPlaces([...names, 'all']) });
  afterEach(() => here.world.cluster.faults.clear());

  /** Resolves when the traffic of checkout in this namespace is about to move for the first time. */
  const trafficMoves = (namespace: string) =>
    new Promise<void>((resolve) => {
      const stop = here.world.cluster.journal.on((entry) => {
        const moves = entry.resource === 'virtualservices' && entry.body.includes('"weight":25');
        if (entry.namespace !== namespace || !moves || entry.code !== 200) return;
        stop();
        resolve();
      });
    });

  return {
    here,
    async start(version: string, namespace: string): Promise<Message> {
      const { slack } = here.world;
      await slack.as(people.aoi).command(channel, `/deploy checkout ${version} to ${namespace}`);
      return slack.waitForMessage(
        ({ text, threadTs }) => !threadTs && text.startsWith(`checkout ${version} → ${namespace} `),
        longMs,
      );
    },
    trafficMoves,
    trouble(namespace: string, { effect, match = {} }: Trouble): Fault {
      const { faults } = here.world.cluster;
      const fault = faults.add(effect, { match: { ...match, namespace, userAgent: /^sluice$/ } });
      if (match === watches) faults.dropWatches({ namespace, userAgent: /^sluice$/ });
      return fault;
    },
  };
}

const passing = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a canary whose cluster is in trouble for a while', () => {
  const { here, start, trafficMoves, trouble } = given();

  it(
    'goes on when the trouble is over, or goes back completely',
    async () => {
      const played = names.map(async (namespace) => {
        const { cluster } = here.world;
        const before = cluster.snapshot({ namespace });
        const moved = trafficMoves(namespace);
        const card = await start('2.4.1', namespace);
        await moved;
        const { forMs = 4000, ...met } = troubles[namespace] as Trouble;
        const fault = trouble(namespace, met);
        // A fault that is never met is named below, with the others still asserted.
        await vi.waitUntil(() => fault.hits() > 0, { timeout: 30_000 }).catch(() => undefined);
        await passing(forMs);
        const hits = fault.hits();
        fault.remove();
        const report = await reportOf(here, card);
        return { namespace, report: report.text, hits, before, after: cluster.snapshot({ namespace }) };
      });
      const ends = await Promise.all(played);
      for (const { namespace, report, hits, before, after } of ends) {
        const end = expectedEnd(namespace);
        expect.soft(hits, `${namespace}: met`).toBeGreaterThan(0);
        expect.soft(report, namespace).toContain(end);
        if (end === 'ROLLBACK') expect.soft(after, namespace).toBe(before);
        else expect.soft(after, namespace).not.toBe(before);
        expect.soft(hits, `${namespace}: not hammered`).toBeLessThan(60);
      }
    },
    2 * longMs,
  );
});

describe('a rollback whose cluster is in trouble', () => {
  const { here, start, trafficMoves } = given();

  it(
    'is tried, told to be stuck, and done when the trouble is over',
    async () => {
      const { cluster, slack, workloads } = here.world;
      workloads.setCharacter('checkout', '2.5.0', { errors: 0.5 });
      const played = stucking.map(async (namespace) => {
        const before = cluster.snapshot({ namespace });
        const moved = trafficMoves(namespace);
        const card = await start('2.5.0', namespace);
        await moved;
        const { effect, match } = troubles[namespace] as Trouble;
        const blocked = await blockWayBack(cluster, namespace, effect, match?.verbs);
        await slack.waitForMessage(
          ({ ts, text, threadTs }) =>
            !threadTs && ts !== card.ts && text.includes('stuck') && text.includes(` ${namespace} `),
          longMs,
        );
        await vi.waitUntil(() => blocked.hits() > 3, { timeout: longMs });
        const hits = blocked.hits();
        blocked.remove();
        const report = await reportOf(here, card);
        return { namespace, report: report.text, hits, before, after: cluster.snapshot({ namespace }) };
      });
      for (const { namespace, report, hits, before, after } of await Promise.all(played)) {
        expect(report, namespace).toContain('ROLLBACK');
        expect(after, namespace).toBe(before);
        expect(hits, namespace).toBeLessThan(80);
      }
    },
    2 * longMs,
  );

  it(
    'goes on within seconds when the API server listens again',
    async () => {
      const { cluster } = here.world;
      const before = cluster.snapshot({ namespace: 'all' });
      const moved = trafficMoves('all');
      const card = await start('2.5.0', 'all');
      await moved;
      await cluster.faults.refuseConnections(true);
      await passing(8000);
      await cluster.faults.refuseConnections(false);
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(cluster.snapshot({ namespace: 'all' })).toBe(before);
    },
    2 * longMs,
  );
});
