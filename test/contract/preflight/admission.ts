import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRouter } from '../../../src/providers/routers/index.ts';
import { preflight } from '../../../src/requests/preflight.ts';
import { lookAtTarget } from '../../../src/requests/snapshot.ts';
import { createLookAround } from '../../../src/requests/surroundings.ts';
import { everyConfiguration } from '../../support/configuration.ts';
import { exampleTarget } from '../../support/release-plan.ts';
import type { PreflightWorld } from './suite.ts';

interface Reviewed {
  metadata: { labels?: Record<string, string> | undefined };
  [field: string]: unknown;
}

/** A ValidatingAdmissionPolicy with its binding, in CEL for a real API server and as a function for another one. */
export interface Rule {
  name: string;
  resource: 'deployments' | 'services' | 'pods' | 'virtualservices' | 'configmaps';
  expression: string;
  allows(object: Reviewed): boolean;
  message: string;
}

export interface AdmissionWorld extends PreflightWorld {
  /** Puts the rule in force. @returns the way to end it */
  enforce(rule: Rule): Promise<() => Promise<void>>;
  /** A webhook that is asked about every new Service and does not answer. @returns the way to end it */
  breakWebhook(name: string): Promise<() => Promise<void>>;
}

const old = 'registry.example/orders:1.0.0';
const to = { version: '1.1.0', image: 'registry.example/orders:1.1.0' };
const labels = { app: 'orders' };
const imageOf = (object: Reviewed) =>
  (object['spec'] as { containers: { image: string }[] }).containers[0]?.image ?? '';

const team: Rule = {
  name: 'team.policy.example',
  resource: 'deployments',
  expression: "has(object.metadata.labels) && 'team' in object.metadata.labels",
  allows: ({ metadata }) => metadata.labels?.['team'] !== undefined,
  message: 'say which team <owns> it, token=abc123',
};
const images: Rule = {
  name: 'images.policy.example',
  resource: 'pods',
  expression: `object.spec.containers.all(c, c.image == '${old}')`,
  allows: (object) => imageOf(object) === old,
  message: 'the image is not signed',
};
const noPods: Rule = {
  ...images,
  name: 'pods.policy.example',
  expression: 'false',
  allows: () => false,
  message: 'no',
};

const frozen: Rule = {
  name: 'routes.policy.example',
  resource: 'virtualservices',
  expression: 'object.spec.http.all(r, r.route.all(d, !has(d.weight) || d.weight == 100))',
  allows: (object) => !JSON.stringify(object['spec']).includes('"weight":1'),
  message: 'the routes are frozen',
};
const noMarks: Rule = {
  name: 'marks.policy.example',
  resource: 'virtualservices',
  expression: 'object.spec.http.all(r, !has(r.match))',
  allows: (object) => !JSON.stringify(object['spec']).includes('"match"'),
  message: 'no conditions here',
};
const noMirrors: Rule = {
  name: 'mirrors.policy.example',
  resource: 'virtualservices',
  expression: 'object.spec.http.all(r, !has(r.mirrors) || r.mirrors.all(m, m.percentage.value > 50.0))',
  allows: (object) => !/"percentage":\{"value":[0-9]\}/.test(JSON.stringify(object['spec'])),
  message: 'copies of half of them at least',
};
const noCopies: Rule = {
  name: 'copies.policy.example',
  resource: 'configmaps',
  expression: '!has(object.immutable) || !object.immutable',
  allows: (object) => object['immutable'] !== true,
  message: 'nothing immutable here',
};

const strategies = {
  canary: { steps: [{ percent: 50, bakeMs: 0 }] },
  rolling: { bakeMs: 0 },
  recreate: { bakeMs: 0 },
  'ab-test': { mark: { in: 'header', name: 'x-ab', value: 'b' }, size: 100, durationMs: 0, withoutResult: 'ask' },
  'dark-launch': {
    size: 100,
    steps: [
      { percent: 5, bakeMs: 0 },
      { percent: 100, bakeMs: 0 },
    ],
    shares: null,
  },
};
type Kind = keyof typeof strategies;

/** What the cluster's admission says of a release, before anything is written. */
export function admissionContract(name: string, start: () => Promise<AdmissionWorld>): void {
  describe(`Admission at the plan, ${name}`, () => {
    let world: AdmissionWorld;
    const ends: (() => Promise<void>)[] = [];
    const metadata = (more = {}) => ({ name: 'orders', namespace: world.namespace, ...more });
    beforeAll(async () => {
      world = await start();
      const envFrom = [{ configMapRef: { name: 'orders' } }];
      const spec = { containers: [{ name: 'app', image: old, ports: [{ containerPort: 8080 }], envFrom }] };
      await world.kube.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(), data: { a: '1' } });
      await world.kube.create({
        apiVersion: 'networking.istio.io/v1',
        kind: 'VirtualService',
        metadata: metadata(),
        spec: { hosts: ['orders'], http: [{ route: [{ destination: { host: 'orders' } }] }] },
      });
      await world.kube.create({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: metadata({ labels: { ...labels, team: 'shop' } }),
        spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
      });
      await world.kube.create({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: metadata(),
        spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
      });
    }, 120_000);
    afterEach(async () => {
      for (const end of ends.splice(0)) await end();
    });
    afterAll(() => world?.close());

    const divided = { kind: 'istio', virtualService: 'orders' };

    async function look(clusters = () => world.kube, kind: Kind = 'canary') {
      const target = exampleTarget({
        namespace: world.namespace,
        workload: { name: 'orders', container: 'app', service: 'orders', port: 8080 },
        configuration: everyConfiguration,
        router: divided,
      });
      const seen = await lookAtTarget(clusters, target);
      if (seen.kind !== 'seen') throw new Error(JSON.stringify(seen));
      const strategy = { kind, ...strategies[kind] };
      const router = createRouter({ clusters }, divided);
      const deps = { clusters, lookAround: createLookAround(clusters), router };
      const { findings } = await preflight(deps, { target, strategy, seen, to });
      return findings.map(({ severity, detail, remedy }) => `${severity}: ${detail} → ${remedy}`);
    }

    /** A real API server takes a moment until it goes by a new rule. */
    const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 200 });

    it('has nothing to say where nothing is refused, and writes nothing', async () => {
      expect(await look()).toEqual([]);
      for (const kind of ['Deployment', 'Service', 'Pod']) {
        const apiVersion = kind === 'Deployment' ? 'apps/v1' : 'v1';
        const names = (await world.kube.list({ apiVersion, kind }, world.namespace)).map((each) => each.metadata.name);
        expect(names.filter((each) => /candidate|dryrun/.test(each))).toEqual([]);
      }
      const stable = await world.kube.get({ apiVersion: 'apps/v1', kind: 'Deployment', ...metadata() });
      expect(JSON.stringify(stable)).not.toContain(to.image);
    });

    it('refuses a copy that a policy would not let be made, in its words and without secrets', async () => {
      ends.push(await world.enforce(team));
      await until(async () =>
        expect(await look()).toEqual([
          expect.stringMatching(
            /^refuse: The API server would not let Deployment orders-candidate be made: .*ValidatingAdmissionPolicy 'team\.policy\.example' .*denied request: say which team <owns> it, token=….* → .*sluice\.dev\/track=candidate.*"with rolling"/,
          ),
        ]),
      );
      expect(await look(undefined, 'recreate')).toEqual([]);
    }, 60_000);

    it.each([
      [frozen, /^refuse: The API server would not let VirtualService orders be changed: .*the routes are frozen/],
      [noCopies, /^refuse: The API server would not let ConfigMap orders-r0 be made: .*nothing immutable here/],
    ])(
      'refuses what it would not let a release write beside its workloads: $resource',
      async (rule, words) => {
        ends.push(await world.enforce(rule));
        await until(async () => expect(await look()).toEqual([expect.stringMatching(words)]));
      },
      60_000,
    );

    it.each([
      [noMarks, 'ab-test', 'no conditions here'],
      [noMirrors, 'dark-launch', 'copies of half of them at least'],
    ] as const)(
      'refuses routes that it would not let a release write, where the strategy has them: $message',
      async (rule, kind, words) => {
        ends.push(await world.enforce(rule));
        const said = `^refuse: The API server would not let VirtualService orders be changed: .*${words}`;
        await until(async () => expect(await look(undefined, kind)).toEqual([expect.stringMatching(said)]));
        expect(await look()).toEqual([]);
      },
      60_000,
    );

    it('refuses a version whose pods a policy would not let be made, and not what is refused of today’s pods as well', async () => {
      const end = await world.enforce(images);
      ends.push(end);
      await until(async () =>
        expect(await look()).toEqual([
          expect.stringMatching(/^refuse: .*a pod of Deployment orders-candidate .*the image is not signed/),
        ]),
      );
      expect(await look(undefined, 'rolling')).toEqual([
        expect.stringMatching(/^refuse: .*a pod of Deployment orders /),
      ]);
      await end();
      ends.splice(0);
      ends.push(await world.enforce(noPods));
      await until(async () =>
        expect(await look()).toEqual([expect.stringMatching(/^warn: .*says the same of the pods that run now/)]),
      );
    }, 60_000);

    it('does not take a webhook that fails for a yes or a no', async () => {
      ends.push(await world.breakWebhook('broken.example.com'));
      await until(async () =>
        expect(await look()).toEqual([
          expect.stringMatching(/^warn: Whether .* can't be told: .*failed calling webhook "broken\.example\.com"/),
        ]),
      );
    }, 60_000);

    it('says what it may not try', async () => {
      const said = (await look(() => world.stranger('stranger'))).join('\n');
      expect(said).toMatch(
        /warn: Whether .*Deployment orders-candidate can't be told: Sluice may not create deployments/,
      );
      expect(said).toMatch(/warn: Whether .*Deployment orders can't be told: Sluice may not update deployments/);
      expect(said).toMatch(/note: Whether .*a pod of .* can't be told: Sluice may not create pods/);
    });
  });
}
