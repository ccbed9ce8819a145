import { afterEach, describe, expect, it, vi } from 'vitest';
import { type KubeObject, rewriteImages } from '../../sandbox/cluster/index.ts';
import { endedStatus } from '../../sandbox/workloads/index.ts';
import { ask, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

/** A mirror under another name, without the digest that would give it away. */
const mirrored = (image: string) => image.replace(/^[^/]+/, 'mirror.local').replace(/@.*$/, '');

describe('a cluster in which others have a say', () => {
  const here = stage({ edit: (text) => text.replaceAll('requires: staging', 'requires: none') });
  const after: (() => unknown)[] = [];
  afterEach(async () => {
    for (const undo of after.splice(0)) await undo();
  });

  const policy = (kinds: string[]) => void after.push(here.world.cluster.admission.add(rewriteImages(kinds, mirrored)));
  const pods = (deployment: string): KubeObject[] =>
    here.world.cluster.objects
      .list('pods', { namespace: 'staging' })
      .filter(({ metadata }) => metadata.ownerReferences?.[0]?.name.startsWith(`${deployment}-`) ?? false);

  it(
    'a policy that rewrites images keeps no good version back',
    async () => {
      policy(['Deployment']);
      const card = await ask(here, 'web 5.1.1 to staging');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(imageOf(here, 'staging', 'web')).toBe('mirror.local/shop/web:5.1.1');
    },
    longMs,
  );

  it(
    'a crash loop is seen under another name of its image',
    async () => {
      policy(['Pod']);
      here.world.workloads.setCharacter('web', '5.2.0', 'crash-loop');
      const began = Date.now();
      const card = await ask(here, 'web 5.2.0 to staging');
      expect(wordsOf(await reportOf(here, card))).toMatch(/ROLLBACK[\s\S]*crash/i);
      expect(Date.now() - began).toBeLessThan(25_000);
    },
    longMs,
  );

  it(
    'a pod of the candidate that its node ends is replaced, and the release goes on',
    async () => {
      const { objects } = here.world.cluster;
      const card = await ask(here, 'search 1.9.1 to staging');
      const pod = await vi.waitFor(() => {
        const [first] = pods('search-candidate').filter(({ status }) =>
          JSON.stringify(status).includes('"ready":true'),
        );
        if (!first) throw new Error('there is no ready candidate yet');
        return first;
      }, longMs);
      const status = endedStatus('node-shutdown', ['app'], new Date().toISOString());
      objects.patch('pods', pod.metadata.name, 'staging', { status }, 'status');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
    },
    longMs,
  );

  it(
    'a quota that lets no pod be made is on the card at once',
    async () => {
      const { objects } = here.world.cluster;
      const before = here.world.cluster.snapshot();
      const hard = { pods: String(objects.list('pods', { namespace: 'staging' }).length) };
      const quota = {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'compute', namespace: 'staging' },
        spec: { hard },
      };
      // Somebody makes it after the plan was looked at.
      const tight = here.world.cluster.admission.add({
        name: 'late.quota.example',
        sideEffects: true,
        kinds: ['Deployment'],
        review(object) {
          if (object.metadata.name === 'checkout-candidate' && !objects.get('resourcequotas', 'compute', 'staging'))
            objects.create(quota);
          return object;
        },
      });
      const lift = () => {
        tight();
        if (objects.get('resourcequotas', 'compute', 'staging')) objects.delete('resourcequotas', 'compute', 'staging');
      };
      after.push(lift);
      const card = await ask(here, 'checkout 2.4.1 to staging');
      const refused = () =>
        JSON.stringify(objects.get('deployments', 'checkout-candidate', 'staging')?.['status'] ?? {}).includes(
          'exceeded',
        );
      await vi.waitFor(() => expect(refused()).toBe(true), { timeout: longMs, interval: 20 });
      const seen = Date.now();
      await here.world.slack.waitForMessage(
        (message) => message.ts === card.ts && wordsOf(message).includes('exceeded quota: compute'),
        longMs,
      );
      expect(Date.now() - seen).toBeLessThan(3000);
      expect(wordsOf(await reportOf(here, card))).toMatch(/ROLLBACK[\s\S]*makes no pods/);
      lift();
      expect(here.world.cluster.snapshot()).toBe(before);
    },
    longMs,
  );

  it(
    'a policy that denies the pods sends the release back at once',
    async () => {
      const deny = { name: 'no.pods.example', kinds: ['Pod'], review: () => ({ denied: 'image is not signed' }) };
      after.push(here.world.cluster.admission.add(deny));
      const before = here.world.cluster.snapshot();
      const began = Date.now();
      const card = await ask(here, 'checkout 2.4.1 to staging');
      expect(wordsOf(await reportOf(here, card))).toMatch(/ROLLBACK[\s\S]*denied the request: image is not signed/);
      expect(Date.now() - began).toBeLessThan(28_000);
      expect(here.world.cluster.snapshot()).toBe(before);
    },
    longMs,
  );
});
