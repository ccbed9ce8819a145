import { describe, expect, it } from 'vitest';
import { people } from '../../sandbox/world/people.ts';
import { allAvailable, until } from '../support/cluster-waits.ts';
import { fewerStages } from '../support/small-world.ts';
import { ask, channel, imageOf, longMs, reportOf, stage, wordsOf } from './world.ts';

type Template = { spec: { template: { metadata: object; spec: { containers: { image: string }[] } } } };

describe('what may not be released like this is said before anything is written', () => {
  const here = stage({ edit: fewerStages });
  const namespace = 'staging';

  /** Asks, and gives what only Aoi is told. */
  async function refusal(text: string, words: RegExp): Promise<string> {
    const { cluster, slack } = here.world;
    const before = cluster.snapshot();
    const heard = slack.ephemerals(people.aoi).length;
    await slack.as(people.aoi).command(channel, `/deploy ${text}`);
    const answers = () => slack.ephemerals(people.aoi).slice(heard);
    await expect.poll(() => answers().some((each) => words.test(each.text)), { timeout: longMs / 2 }).toBe(true);
    expect(cluster.snapshot()).toBe(before);
    return answers().map(wordsOf).join('\n');
  }

  it(
    'what a policy would not let be made, in its own words',
    async () => {
      const review = (object: { metadata: { labels?: Record<string, string> | undefined } }) =>
        object.metadata.labels?.['team'] ? (object as never) : { denied: '<!channel> say which team owns it' };
      const end = here.world.cluster.admission.add({ name: 'labels.example', kinds: ['Service'], review });
      try {
        const said = await refusal('checkout 2.4.1 to staging', /labels\.example/);
        expect(said).toMatch(
          /would not let Service checkout-candidate be made: .*denied the request: .*say which team owns it/,
        );
        expect(said).not.toContain('<!channel>');
        expect(said).toContain('sluice.dev/track=candidate');
      } finally {
        end();
      }
    },
    longMs,
  );

  it(
    'another Deployment behind the Service: its requests are its own',
    async () => {
      const { cluster, workloads } = here.world;
      const metadata = { name: 'checkout-v2', namespace };
      const labels = { app: 'checkout', version: 'v2' };
      const { template } = (cluster.objects.get('deployments', 'checkout', namespace) as unknown as Template).spec;
      const [container] = template.spec.containers;
      const image = container?.image.replace('2.4.0', '2.3.0');
      cluster.objects.create({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata,
        spec: {
          replicas: 4,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ ...container, image }] } },
        },
      });
      await allAvailable(here.world);
      const began = Date.now();
      const served = () => workloads.truth.totals(namespace, 'checkout', began).versions;
      await expect.poll(() => served()['2.3.0']?.served ?? 0, { timeout: longMs / 4 }).toBeGreaterThan(50);
      expect(served()['2.3.0']?.served).toBeGreaterThan(served()['2.4.0']?.served ?? 0);

      const words = await refusal('checkout 2.4.1 to staging', /can't be released like this/);
      expect(words).toContain('Deployment checkout-v2 (4 pods)');
      expect(words).toContain('\\"with rolling\\" or \\"with recreate\\"');

      cluster.objects.delete('deployments', 'checkout-v2', namespace);
      await until(
        cluster,
        () => !cluster.objects.list('pods', { namespace }).some(({ metadata: { labels: all } }) => all?.['version']),
      );
    },
    longMs,
  );

  it(
    'what must not run twice: all reasons at once, and the way that works',
    async () => {
      const { cluster } = here.world;
      cluster.objects.create({
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'search-index', namespace },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      });
      const { template } = (cluster.objects.get('deployments', 'search', namespace) as unknown as Template).spec;
      const containers = template.spec.containers.map((each) => ({
        ...each,
        ports: [{ name: 'http', containerPort: 8080, hostPort: 8080 }],
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
      }));
      const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'search-index' } }];
      cluster.objects.patch('deployments', 'search', namespace, {
        spec: {
          replicas: 1,
          strategy: { type: 'Recreate', rollingUpdate: null },
          template: { spec: { containers, volumes } },
        },
      });
      await allAvailable(here.world);
      const words = await refusal('search 1.9.1 to staging', /can't be released like this/);
      expect(words).toContain('the strategy Recreate');
      expect(words).toContain('the claim search-index, which only one node at a time may');
      expect(words).toContain('\\"with recreate\\"');

      const card = await ask(here, 'search 1.9.1 to staging with recreate');
      expect((await reportOf(here, card)).text).toContain('SUCCESS');
      expect(imageOf(here, namespace, 'search')).toContain(':1.9.1@sha256:');
    },
    longMs,
  );

  it(
    'a paused Deployment, whatever the strategy, and the command that resumes it',
    async () => {
      const { cluster } = here.world;
      cluster.objects.patch('deployments', 'web', namespace, { spec: { paused: true } });
      for (const strategy of ['canary', 'rolling', 'recreate']) {
        const words = await refusal(`web 5.1.1 to staging with ${strategy}`, /is paused/);
        expect(words).toContain('kubectl -n staging rollout resume deployment/web');
      }
      cluster.objects.patch('deployments', 'web', namespace, { spec: { paused: null } });
    },
    longMs,
  );

  it(
    'what is no obstacle stands on the card; the candidate’s host has the rule of the Service’s, and nothing is left',
    async () => {
      const { cluster, slack } = here.world;
      cluster.objects.create({
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'checkout', namespace },
        spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'checkout' } } },
      });
      const before = cluster.snapshot();
      const heard = slack.waitForMessage(
        (message) => wordsOf(message).includes('PodDisruptionBudget checkout'),
        longMs,
      );
      const card = await ask(here, 'checkout 2.7.0 to staging');
      await until(
        cluster,
        () => cluster.objects.get('destinationrules', 'checkout-candidate', namespace) !== undefined,
      );
      expect(cluster.objects.get('destinationrules', 'checkout-candidate', namespace)).toMatchObject({
        spec: { host: 'checkout-candidate', trafficPolicy: { connectionPool: {} } },
      });
      expect(wordsOf(await heard)).toContain("covers stable's pods but not the candidate's");
      expect((await reportOf(here, card)).text).toContain('ROLLBACK');
      expect(cluster.snapshot()).toBe(before);
    },
    longMs,
  );
});
