import { describe, expect, it, vi } from 'vitest';
import type { FaultEffect } from '../../sandbox/cluster/http/faults.ts';
import { people } from '../../sandbox/world/people.ts';
import { manyPlaces } from '../support/many-places.ts';
import { channel, longMs, reportOf, stage } from './world.ts';

/** What may become of the pods' pages, each in a namespace of its own. */
const troubles: Record<string, FaultEffect> = {
  down: { kind: 'cut', when: 'before' },
  refusing: { kind: 'status', code: 503 },
  slow: { kind: 'latency', ms: 4000 },
  silent: { kind: 'hang' },
};
const names = Object.keys(troubles);

describe('when the metrics cannot be read for a while', () => {
  const here = stage(manyPlaces(names));

  it(
    'no release goes back for that, and none succeeds before they are there again',
    async () => {
      const { cluster, slack } = here.world;
      const played = names.map(async (namespace) => {
        // They are out of reach from the beginning: there is no evidence at all.
        const match = { resource: 'pods/proxy', namespace, userAgent: /^sluice$/ };
        const fault = cluster.faults.add(troubles[namespace] as FaultEffect, { match });
        await slack.as(people.aoi).command(channel, `/deploy checkout 2.4.1 to ${namespace}`);
        const card = await slack.waitForMessage(
          ({ text, threadTs }) => !threadTs && text.startsWith(`checkout 2.4.1 → ${namespace} `),
          20_000,
        );
        await vi.waitUntil(() => fault.hits() >= 3, { timeout: 30_000 });
        await new Promise((resolve) => setTimeout(resolve, 5000));
        const early = slack.thread(channel, card.ts).filter(({ text }) => text.startsWith('Deployment report'));
        const hits = fault.hits();
        fault.remove();
        return { namespace, early, hits, report: (await reportOf(here, card)).text };
      });
      for (const { namespace, early, hits, report } of await Promise.all(played)) {
        expect(early, namespace).toEqual([]);
        expect(report, namespace).toContain('SUCCESS');
        expect(hits, namespace).toBeLessThan(200);
      }
    },
    2 * longMs,
  );
});
