import { describe, expect, it } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import { ask, channel, longMs, reportOf, stage } from './world.ts';

describe('somebody who may edit the routes, and forges a fence on them', () => {
  const here = stage();
  const forged = 'r999/7';

  /** Each time that Sluice has written the routes while the candidate has traffic. @returns the way to stop */
  function forge(): () => void {
    const { objects } = here.world.cluster;
    const divided = /candidate[^}]*}[^}]*"weight":[1-9]/;
    return objects.on(({ type, object }) => {
      const { kind, metadata } = object;
      const mine = kind === 'VirtualService' && metadata.name === 'checkout' && metadata.namespace === 'production';
      if (!mine || type === 'DELETED' || metadata.annotations?.['sluice.dev/fence'] === forged) return;
      if (!divided.test(JSON.stringify(object))) return;
      const annotations = { 'sluice.dev/fence': forged };
      queueMicrotask(() => objects.patch('virtualservices', 'checkout', 'production', { metadata: { annotations } }));
    });
  }

  it(
    'does not keep a bad version its traffic: it goes back, and the thread says once that the mark was ignored',
    async () => {
      const { slack, cluster, workloads } = here.world;
      const before = cluster.snapshot();
      const began = Date.now();
      const stop = forge();
      const card = await ask(here, 'checkout 2.5.0 to production');
      await slack.as(people.mika).click(card, 'approve');
      const report = await reportOf(here, card);
      stop();
      expect(report.text).toContain('ROLLBACK');
      expect(report.text).toMatch(/Errors on 2\.5\.0 were/);
      expect(cluster.snapshot()).toBe(before);
      expect(workloads.truth.totals('production', 'checkout', began).lost).toBe(0);
      const notes = slack.thread(channel, card.ts).map(({ text }) => text);
      const told = notes.filter((text) => text.startsWith('The mark on VirtualService checkout (r999/7)'));
      expect(told).toHaveLength(1);
    },
    2 * longMs,
  );
});
