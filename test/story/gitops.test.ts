import { describe, expect, it } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import { ask, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

const namespace = 'staging';
const tracking = 'argocd.argoproj.io/tracking-id';

describe('Argo CD that heals', () => {
  const here = stage({ pace: { bake: '4s', interval: '500ms' }, cluster: { selfHealMs: 1000 } });

  /** Argo CD has applied the object as it is now, and keeps it so. */
  function track(resource: string, name: string): void {
    const { objects } = here.world.cluster;
    const { apiVersion, kind, spec } = objects.get(resource, name, namespace) as unknown as Record<string, unknown>;
    const annotations = {
      [tracking]: `shop:${String(apiVersion).split('/')[0]}/${kind}:${namespace}/${name}`,
      'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ apiVersion, kind, spec }),
    };
    objects.patch(resource, name, namespace, { metadata: { annotations } });
  }
  const untrack = (resource: string, name: string) =>
    here.world.cluster.objects.patch(resource, name, namespace, { metadata: { annotations: { [tracking]: null } } });
  const alert = (words: string) =>
    here.world.slack.waitForMessage(
      (message) => !message.threadTs && message.text.includes('needs a person') && message.text.includes(words),
      longMs,
    );

  it(
    'and puts the routes back is named and not fought for ever; once it leaves them alone, the release goes on',
    async () => {
      const { slack, workloads } = here.world;
      track('virtualservices', 'checkout');
      const card = await ask(here, 'checkout 2.4.1 to staging');
      const hold = await alert('Argo CD (shop) changed the share of 2.4.1');
      expect(hold.text).toContain(`jsonPointers: ['/spec/http']`);
      untrack('virtualservices', 'checkout');
      await slack.as(people.aoi).click(hold, 'hold_wait');
      const report = await reportOf(here, card);
      expect(report.text).toContain('SUCCESS');
      expect(wordsOf(report)).toContain('Argo CD (shop) changed the share of 2.4.1');
      expect(workloads.truth.totals(namespace, 'checkout').versions['2.4.1']?.served).toBeGreaterThan(0);
    },
    2 * longMs,
  );

  it(
    'and puts the image back lets no release succeed with the old one',
    async () => {
      track('deployments', 'web');
      const before = imageOf(here, namespace, 'web');
      const card = await ask(here, 'web 5.1.1 to staging');
      const hold = await alert('Argo CD (shop) changed the image of Deployment web back to');
      await here.world.slack.as(people.aoi).click(hold, 'rollback');
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(imageOf(here, namespace, 'web')).toBe(before);
    },
    2 * longMs,
  );
});
