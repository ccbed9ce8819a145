import { beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/domain/json.ts';
import { undoAll } from '../../../src/domain/plan.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { type ConfigurationCluster, configMap, hidden, releasesOn, secret, service } from './stage.ts';

const update = (kind: string) => kind === 'workload.update';

/** @param make a cluster with a namespace of its own */
export function configurationSuite(where: string, make: () => Promise<ConfigurationCluster>): void {
  describe(`the configuration of a release, ${where}`, () => {
    let cluster: ConfigurationCluster;
    let releases: ReturnType<typeof releasesOn>;
    beforeEach(async () => {
      cluster = await make();
      const { kube, namespace } = cluster;
      for (const object of [configMap(namespace, { LEVEL: 'info' }), secret(namespace), service(namespace)]) {
        await kube.create(object);
      }
      releases = releasesOn(cluster);
    }, 60_000);

    const ref = (kind: string, name: string) => ({ apiVersion: 'v1', kind, namespace: cluster.namespace, name });
    const read = (kind: string, name: string) => cluster.kube.get(ref(kind, name));
    const names = async (kind: string) =>
      (await cluster.kube.list({ apiVersion: 'v1', kind }, cluster.namespace))
        .map(({ metadata }) => metadata.name)
        .filter((name) => name.startsWith('app-'))
        .sort();
    const deployment = async () => {
      const object = await cluster.kube.get({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        namespace: cluster.namespace,
        name: 'checkout',
      });
      if (!object) throw new Error('there is no checkout');
      return object;
    };
    const template = async () => {
      const { template } = (await deployment())['spec'] as { template: { spec: unknown } };
      return canonicalJson(template.spec);
    };
    const changed = async (kind: string, name: string, change: (object: KubeObject) => KubeObject) => {
      const there = await read(kind, name);
      if (there) await cluster.kube.replace(change(there));
    };
    const edit = (data: Record<string, string>) =>
      changed('ConfigMap', 'app-config', (object) => ({ ...object, data }));

    it('is copied as it is, immutable, and named wherever the template named it', async () => {
      const before = await template();
      await releases.release(2);
      const copy = await read('ConfigMap', 'app-config-r2');
      expect(copy).toMatchObject({ data: { LEVEL: 'info' }, binaryData: { logo: 'AAEC' }, immutable: true });
      expect(Object.keys(copy?.metadata.annotations ?? {})).toEqual(['sluice.dev/copy']);
      expect(copy?.metadata.labels).toEqual({ 'sluice.dev/workload': 'checkout' });
      expect(await read('Secret', 'app-keys-r2')).toMatchObject({
        type: 'Opaque',
        data: { token: hidden },
        immutable: true,
      });
      const named = (text: string) =>
        text
          .replaceAll(/"(name|secretName)":"(app-config|app-keys)"/g, '"$1":"$2-r2"')
          .replace('"imagePullSecrets":[{"name":"app-keys-r2"}]', '"imagePullSecrets":[{"name":"app-keys"}]')
          .replaceAll('registry.example/checkout:1', 'registry.example/checkout:2');
      expect(JSON.parse(await template())).toEqual(JSON.parse(named(before)));
      expect((await deployment()).metadata.annotations ?? {}).not.toHaveProperty('sluice.dev/undo');
    });

    it('stays as it is where nothing has changed, and says which keys have', async () => {
      await releases.release(2);
      expect((await releases.planOf('3')).steps.map(({ action }) => action.kind)).not.toContain('config.copy');
      await edit({ LEVEL: 'debug', MORE: 'yes' });
      await changed('Secret', 'app-keys', (object) => ({ ...object, data: { token: hidden, other: hidden } }));
      const plan = await releases.planOf('3');
      expect(plan.steps[0]?.action).toMatchObject({
        kind: 'config.copy',
        sources: [
          { kind: 'ConfigMap', source: 'app-config', changes: { keys: 2, named: ['LEVEL', 'MORE'] } },
          { kind: 'Secret', source: 'app-keys', changes: { keys: 1, named: [] } },
        ],
      });
      expect(JSON.stringify(plan)).not.toMatch(/debug|c2VzYW1l|token|other/);
    });

    it('comes back with the old content from every step, and leaves no copy', async () => {
      await releases.release(2);
      await edit({ LEVEL: 'debug' });
      const before = [await template(), await names('ConfigMap'), await names('Secret')];
      const plan = await releases.planOf('3');
      for (let steps = 1; steps <= 2; steps += 1) {
        const release = `r${2 + steps}`;
        await releases.workerOf(release, plan).forward(steps);
        expect(await names('ConfigMap')).toContain(`app-config-${release}`);
        for (const outcome of await releases.workerOf(release, plan, true).back()) expect(outcome.kind).toBe('done');
        expect([await template(), await names('ConfigMap'), await names('Secret')]).toEqual(before);
      }
      expect(await read('ConfigMap', 'app-config-r2')).toMatchObject({ data: { LEVEL: 'info' } });
    });

    it('is not copied when it was changed after the plan, and nothing is made', async () => {
      const plan = await releases.planOf('2');
      await edit({ LEVEL: 'trace' });
      const [copy] = plan.steps;
      if (!copy) throw new Error('no step');
      expect(await releases.workerOf('r2', plan).once(copy.action)).toMatchObject({
        kind: 'fail',
        detail: expect.stringMatching(/^ConfigMap app-config was changed.* after the plan was made/),
      });
      expect(await names('ConfigMap')).toEqual(['app-config']);
    });

    it('goes on with its copy when the source is edited or deleted meanwhile', async () => {
      const plan = await releases.planOf('2');
      const worker = releases.workerOf('r2', plan);
      await worker.forward(1);
      await cluster.kube.remove(ref('ConfigMap', 'app-config'));
      for (const outcome of await worker.forward()) expect(outcome.kind).toBe('done');
      expect(await read('ConfigMap', 'app-config-r2')).toMatchObject({ data: { LEVEL: 'info' } });
      await expect(releases.planOf('3')).rejects.toThrow('of which Deployment checkout runs a copy, is not there');
    });

    it('stops before a template names a copy that somebody has deleted', async () => {
      const plan = await releases.planOf('2');
      const worker = releases.workerOf('r2', plan);
      await worker.forward(1);
      await cluster.kube.remove(ref('ConfigMap', 'app-config-r2'));
      const step = plan.steps.find(({ action }) => update(action.kind));
      if (!step) throw new Error('no step');
      expect(await worker.once(step.action)).toMatchObject({
        kind: 'fail',
        detail: 'ConfigMap app-config-r2 is gone, and no pod of Deployment checkout could start without it',
      });
      expect(await template()).not.toContain('app-config-r2');
    });

    it("leaves somebody else's object of that name alone, whatever it says of itself", async () => {
      const plan = await releases.planOf('2');
      const note = JSON.stringify({ source: 'app-config', release: 'r2', fingerprint: 'guessed' });
      const theirs = configMap(cluster.namespace, { LEVEL: 'evil' }, 'app-config-r2');
      await cluster.kube.create({
        ...theirs,
        metadata: {
          ...theirs.metadata,
          annotations: { 'sluice.dev/copy': note },
          labels: { 'sluice.dev/release': 'r2' },
        },
      });
      const [copy] = plan.steps;
      if (!copy) throw new Error('no step');
      expect(await releases.workerOf('r2', plan).once(copy.action)).toEqual({
        kind: 'fail',
        detail: 'ConfigMap app-config-r2 exists already (not made by Sluice)',
      });
      for (const action of undoAll(plan)) await releases.workerOf('r2', plan, true).run(action);
      expect(await read('ConfigMap', 'app-config-r2')).toMatchObject({ data: { LEVEL: 'evil' } });
    });

    it('names its copy again when somebody puts the original back before the end', async () => {
      const plan = await releases.planOf('2');
      const worker = releases.workerOf('r2', plan);
      await worker.forward(plan.steps.length - 1);
      const now = await deployment();
      await cluster.kube.replace(JSON.parse(JSON.stringify(now).replaceAll('"app-config-r2"', '"app-config"')));
      const last = plan.steps.at(-1);
      if (!last) throw new Error('no step');
      expect(await worker.once(last.action)).toMatchObject({
        kind: 'wait',
        reverted: { what: 'configuration', found: expect.stringContaining('app-config') },
      });
      expect((await worker.run(last.action)).kind).toBe('done');
      expect(await template()).toContain('app-config-r2');
    });

    it('keeps a copy on the way back that stable goes on with', async () => {
      const plan = await releases.planOf('2');
      await releases.workerOf('r2', plan).forward(2);
      const remove = undoAll(plan).find(({ kind }) => kind === 'config.remove');
      if (!remove) throw new Error('no undo');
      expect((await releases.workerOf('r2', plan, true).run(remove)).kind).toBe('done');
      expect(await template()).toContain('app-config-r2');
      const copy = await read('ConfigMap', 'app-config-r2');
      expect(copy?.metadata.annotations).not.toHaveProperty('sluice.dev/undo');
    });

    it('keeps ten copies of each, and those that a revision names', async () => {
      const sets = { apiVersion: 'apps/v1', kind: 'ReplicaSet' };
      for (let number = 2; number <= 14; number += 1) {
        await edit({ LEVEL: String(number) });
        await releases.release(number, { versioned: ['app-config'], secrets: true });
        const old = (await cluster.kube.list(sets, cluster.namespace)).filter(
          (set) => !/app-config-r(3|14)"/.test(JSON.stringify(set)),
        );
        for (const { metadata } of old) {
          await cluster.kube.remove({ ...sets, namespace: cluster.namespace, name: metadata.name });
        }
      }
      const kept = [3, ...Array.from({ length: 10 }, (_, index) => index + 5)].map((number) => `app-config-r${number}`);
      expect(await names('ConfigMap')).toEqual(['app-config', ...kept].sort());
    }, 90_000);

    it('is the original again once the catalogue says so', async () => {
      const before = await template();
      await releases.release(2);
      await releases.release(3, { versioned: [], secrets: true });
      expect((await template()).replace('checkout:3', 'checkout:1')).toBe(before);
    });

    it("is left alone where it isn't people's own, and refused where it is missing", async () => {
      await changed('Secret', 'app-keys', (object) => ({
        ...object,
        metadata: { ...object.metadata, labels: { 'reconcile.external-secrets.io/managed': 'true' } },
      }));
      const { found } = await releases.look({ versioned: 'all', secrets: true });
      expect(found).toMatchObject({
        configuration: { moves: [{ kind: 'ConfigMap', source: 'app-config', from: 'app-config', to: null }] },
        findings: expect.arrayContaining([
          expect.objectContaining({
            detail: expect.stringContaining('Secret app-keys is written by External Secrets'),
          }),
        ]),
      });
      await expect(releases.planOf('2', { versioned: ['other'], secrets: true })).rejects.toThrow(
        'the catalogue versions other, which Deployment checkout does not name',
      );
      await cluster.kube.remove(ref('ConfigMap', 'app-config'));
      await expect(releases.planOf('2')).rejects.toThrow(
        'ConfigMap app-config, which Deployment checkout names, is not there',
      );
    });

    it('of a Secret is not asked for where the catalogue takes ConfigMaps only', async () => {
      await releases.release(2, { versioned: 'all', secrets: false });
      expect(await names('Secret')).toEqual(['app-keys']);
      expect(await names('ConfigMap')).toEqual(['app-config', 'app-config-r2']);
    });
  });
}
