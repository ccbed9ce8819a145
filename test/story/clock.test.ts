import { describe, expect, it } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import { localSources, startSharedClock } from '../../src/platform/clock.ts';
import { silentLog } from '../../src/platform/log.ts';
import { manyPlaces } from '../support/many-places.ts';
import { ask, channel, longMs, reportOf, type Stage, stage } from './world.ts';

const hour = 3_600_000;

/** Sluice by a clock whose sources all jump together: the worst that can happen to it. */
async function jumpingStage(names: readonly string[], edit = (catalogue: string) => catalogue) {
  let off = 0;
  const here = () => Date.now() + off;
  const clock = await startSharedClock({ ...localSources, wall: here, reference: async () => here() }, silentLog);
  const places = manyPlaces(names);
  const world = { ...places, edit: (catalogue: string) => edit(places.edit?.(catalogue) ?? catalogue) };
  return {
    here: stage(world, { clock }),
    async jump(ms: number) {
      off += ms;
      await clock.check();
    },
  };
}

/** Resolves when the traffic of checkout in this namespace has moved for the first time. */
function trafficMoved({ world }: Stage, namespace: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = world.cluster.journal.on(({ resource, body, code, namespace: where }) => {
      if (where !== namespace || resource !== 'virtualservices' || code !== 200 || !body.includes('"weight":25'))
        return;
      stop();
      resolve();
    });
  });
}

function said({ world }: Stage, ts: string): string[] {
  return world.slack.thread(channel, ts).map(({ text }) => text.split('\n')[0] ?? '');
}

describe.each([
  ['forward', hour],
  ['back', -hour],
])('when the clock jumps an hour %s', async (_, ms) => {
  const { here, jump } = await jumpingStage(['good', 'bad', 'gated'], (catalogue) =>
    catalogue.replace(/namespace: gated, requires: none, approval: \{ required: 0 \}/, (entry) =>
      entry.replace('required: 0', 'required: 1, expires: 10m, remind: 5m'),
    ),
  );

  it(
    'no release skips a step, does one twice, goes back without cause or expires',
    async () => {
      const { cluster, slack } = here.world;
      here.world.workloads.setCharacter('checkout', '2.5.0', { errors: 0.5 });
      const before = cluster.snapshot({ namespace: 'bad' });
      const gated = await ask(here, 'checkout 2.4.1 to gated');
      const moved = [trafficMoved(here, 'good'), trafficMoved(here, 'bad')];
      const good = await ask(here, 'checkout 2.4.1 to good');
      const bad = await ask(here, 'checkout 2.5.0 to bad');
      await Promise.all(moved);
      await jump(ms);
      await slack.as(people.mika).click(gated, 'approve');

      const [goodReport, badReport, gatedReport] = await Promise.all(
        [good, bad, gated].map((card) => reportOf(here, card)),
      );
      expect(goodReport?.text).toContain('SUCCESS');
      expect(badReport?.text).toContain('ROLLBACK');
      expect(gatedReport?.text).toContain('SUCCESS');
      expect(cluster.snapshot({ namespace: 'bad' })).toBe(before);
      for (const { ts } of [good, bad, gated]) expect(new Set(said(here, ts)).size).toBe(said(here, ts).length);
      for (const { ts } of [good, gated]) {
        for (const stage of ['25 % for ', '100 % for ']) {
          expect(said(here, ts).filter((text) => text.startsWith(stage))).toHaveLength(1);
        }
      }
    },
    2 * longMs,
  );
});
