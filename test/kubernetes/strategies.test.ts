import { beforeAll, describe, expect, it } from 'vitest';
import type { KubeObject } from '../../sandbox/cluster/index.ts';
import type { Message } from '../../sandbox/slack/index.ts';
import { people } from '../../sandbox/world/people.ts';
import { has, longMs, reportOf, wordsOf } from '../story/world.ts';
import { strategiesWorld, withStrategies } from '../support/strategies-world.ts';
import { askFor, cardSays, play, press } from './playing.ts';
import { realStage } from './world.ts';

const apps = '/apis/apps/v1/namespaces/staging';
const routes = '/apis/networking.istio.io/v1/namespaces/staging/virtualservices/checkout';
const gatewayApi = 'gateway.networking.k8s.io/v1';
const patient = { timeout: longMs, interval: 100 };

/** What others have there: budgets, an autoscaler, and a Gateway whose implementation can copy requests. */
const others: [string, object][] = [
  ...['cart', 'index'].map((app): [string, object] => [
    '/apis/policy/v1/namespaces/staging/poddisruptionbudgets',
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: app },
      spec: { minAvailable: '100%', selector: { matchLabels: { app } } },
    },
  ]),
  [
    '/apis/autoscaling/v2/namespaces/staging/horizontalpodautoscalers',
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'cart' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart' },
        minReplicas: 2,
        maxReplicas: 8,
      },
    },
  ],
  [
    `/apis/${gatewayApi}/gatewayclasses`,
    {
      apiVersion: gatewayApi,
      kind: 'GatewayClass',
      metadata: { name: 'able' },
      spec: { controllerName: 'example.com/able' },
    },
  ],
  [
    `/apis/${gatewayApi}/namespaces/staging/gateways`,
    {
      apiVersion: gatewayApi,
      kind: 'Gateway',
      metadata: { name: 'edge' },
      spec: { gatewayClassName: 'able', listeners: [{ name: 'web', protocol: 'HTTP', port: 80 }] },
    },
  ],
];
const supportedFeatures = ['HTTPRouteRequestMirror', 'HTTPRouteRequestPercentageMirror'].map((name) => ({ name }));

describe('every strategy on a real Kubernetes, side by side', () => {
  const here = realStage(withStrategies, { world: strategiesWorld, gateways: true });
  const read = async <T>(path: string) => (await here.kube.get(path)) as KubeObject & { spec: T };

  beforeAll(async () => {
    const { workloads } = here.world;
    for (const service of ['checkout', 'cart', 'catalog']) workloads.setCharacter(service, '2.5.0', { errors: 0.5 });
    for (const version of ['2.5.1', '2.6.0']) workloads.setCharacter('checkout', version, 'good');
    workloads.setCharacter('cart', '2.5.1', 'good');
    workloads.setCharacter('search', '1.10.0', { errors: 0.5 });
    workloads.setCharacter('search', '1.11.0', 'good');
    workloads.setCharacter('index', '1.10.0', 'good');
    workloads.setCharacter('index', '1.11.0', 'image-pull');
    for (const [path, object] of others) await here.kube.post(path, object);
    await here.kube.patch(`/apis/${gatewayApi}/gatewayclasses/able/status`, { status: { supportedFeatures } });
  });

  it.concurrent(
    'blue-green by the selector of a Service: good, bad after the switch, aborted with all of the traffic',
    async () => {
      await play(here, 'search 1.9.1 to staging', 'SUCCESS');
      await play(here, 'search 1.10.0 to staging with kept', 'ROLLBACK');
      await play(here, 'search 1.11.0 to staging with soaked', 'ROLLBACK', async (card) => {
        const selector = async () =>
          (await read<{ selector: object }>('/api/v1/namespaces/staging/services/search')).spec.selector;
        await expect.poll(selector, patient).toMatchObject({ 'sluice.dev/track': 'candidate' });
        await press(here, card, 'rollback');
      });
    },
    4 * longMs,
  );

  it.concurrent(
    'blue-green by a router, with a budget and an autoscaler: good, bad after the switch, its candidate deleted',
    async () => {
      await play(here, 'cart 2.4.1 to staging', 'SUCCESS');
      await play(here, 'cart 2.5.0 to staging with kept', 'ROLLBACK');
      await play(here, 'cart 2.5.1 to staging with soaked', 'ROLLBACK', async (card) => {
        await cardSays(here, card, '100 % of traffic');
        await here.kube.delete(`${apps}/deployments/cart-candidate`);
      });
    },
    4 * longMs,
  );

  it.concurrent(
    'an A/B test in whose middle somebody edits the routes, a bad one, and a canary that is superseded',
    async () => {
      const edit = async (card: Message) => {
        await cardSays(here, card, '▶ requests with header x-ab: b');
        const { spec } = await read<{ http: { name?: string }[] }>(routes);
        const http = spec.http.map((each) => (each.name === 'primary' ? { ...each, timeout: '7s' } : each));
        await here.kube.patch(routes, { spec: { http } });
        await press(here, card, 'promote');
      };
      const edited = (before: string) => before.replace('"timeout": "5s"', '"timeout": "7s"');
      await play(here, 'checkout 2.4.1 to staging with by-mark', 'B STAYS', edit, edited);
      await play(here, 'checkout 2.5.0 to staging with by-mark', 'ROLLBACK');

      const older = await askFor(here, 'checkout 2.5.1 to staging with slow');
      await cardSays(here, older, '25 % of traffic');
      const candidates = follow(`${apps}/deployments`, 'checkout-candidate');
      const newer = await askFor(here, 'checkout 2.6.0 to staging', people.mika);
      const superseded = await reportOf(here, older);
      expect(superseded.text).toContain('ROLLBACK');
      expect(wordsOf(superseded)).toContain('2.6.0');
      expect((await reportOf(here, newer)).text).toContain('SUCCESS');
      expect(await candidates.stop()).toEqual(['2.5.1', 'gone', '2.6.0', 'gone']);
    },
    4 * longMs,
  );

  it.concurrent(
    'a dark launch by the rules of an HTTPRoute: good, then a canary; and a bad one',
    async () => {
      await play(here, 'catalog 2.4.1 to staging', 'SUCCESS');
      await play(here, 'catalog 2.5.0 to staging', 'ROLLBACK');
    },
    3 * longMs,
  );

  it.concurrent(
    'a StatefulSet by partitions: good, one of its pods deleted in the middle, and a version that does not start',
    async () => {
      const mine = { spec: { updateStrategy: { rollingUpdate: { partition: 2 } } } };
      await here.kube.patch(`${apps}/statefulsets/index`, mine);
      await play(here, 'index 1.9.1 to staging', 'SUCCESS');
      await play(here, 'index 1.10.0 to staging with held', 'SUCCESS', async (card) => {
        await here.world.slack.waitForMessage(
          ({ threadTs, text }) => threadTs === card.ts && text.startsWith('2 of 4 pods run 1.10.0 now'),
          longMs,
        );
        await here.kube.delete('/api/v1/namespaces/staging/pods/index-0');
        await press(here, card, 'promote');
      });
      await play(here, 'index 1.11.0 to staging', 'ROLLBACK');
    },
    4 * longMs,
  );

  it.concurrent(
    'a DaemonSet, rolling: good, and an image that cannot be pulled',
    async () => {
      await play(here, 'agent 5.1.1 to staging', 'SUCCESS');
      await play(here, 'agent 5.4.0 to staging', 'ROLLBACK');
    },
    3 * longMs,
  );

  it.concurrent(
    'a train: staging, then production once that is approved',
    async () => {
      const { slack } = here.world;
      const card = await askFor(here, 'web 5.1.1 through production');
      const production = await slack.waitForMessage(
        (message) =>
          message.threadTs === card.ts && message.text.startsWith('web 5.1.1 → production') && has(message, 'approve'),
        longMs,
      );
      await slack.as(people.mika).click(production, 'approve');
      const report = await slack.waitForMessage(
        ({ threadTs, text }) => threadTs === card.ts && /^Deployment report .* · train ·/.test(text),
        longMs,
      );
      expect(report.text).toContain('SUCCESS');
      for (const namespace of ['staging', 'production']) {
        expect(await here.images(namespace)).toMatchObject({ web: 'web:5.1.1' });
      }
    },
    3 * longMs,
  );

  /** Follows the versions of a workload as it comes and goes: `2.4.1`, `gone`. */
  function follow(path: string, name: string) {
    const seen: string[] = [];
    const ending = new AbortController();
    const all = (async () => {
      for await (const event of here.kube.watch(`${path}?watch=true`, ending.signal)) {
        const { type, object } = event as { type: string; object: KubeObject };
        if (object.metadata.name !== name) continue;
        const now = type === 'DELETED' ? 'gone' : (/:(\d+\.\d+\.\d+)/.exec(JSON.stringify(object['spec']))?.[1] ?? '');
        if (seen.at(-1) !== now) seen.push(now);
      }
    })().catch(() => undefined);
    return {
      async stop(): Promise<string[]> {
        ending.abort();
        await all;
        return seen;
      },
    };
  }
});
