import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Kube, KubeObject, WatchHandlers } from '../../../src/platform/kube.ts';
import { KubeError } from '../../../src/platform/kube.ts';

export interface Setup {
  kube: Kube;
  /** An empty namespace. */
  namespace: string;
  close(): Promise<void>;
}

/** What every implementation of the port must do, the one in memory as well as the one over HTTPS. */
export function kubeContract(name: string, start: () => Promise<Setup>): void {
  describe(`Kube: ${name}`, () => {
    let setup: Setup;
    let counter = 0;
    beforeAll(async () => {
      setup = await start();
    });
    afterAll(() => setup.close());

    const config = (data: Record<string, string> = { a: '1' }, labels: Record<string, string> = {}): KubeObject => {
      counter += 1;
      return {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: `config-${counter}`, namespace: setup.namespace, labels: { test: 'contract', ...labels } },
        data,
      };
    };
    const refTo = (object: KubeObject) => ({
      apiVersion: object.apiVersion,
      kind: object.kind,
      namespace: setup.namespace,
      name: object.metadata.name,
    });
    const failure = (kind: string) => expect.objectContaining({ name: 'KubeError', kind });

    it('creates, reads and finds an object, and says null for one that is not there', async () => {
      const wanted = config();
      const created = await setup.kube.create(wanted);

      expect(created.metadata.uid).toBeTruthy();
      expect(await setup.kube.get(refTo(wanted))).toMatchObject({ kind: 'ConfigMap', data: { a: '1' } });
      expect(await setup.kube.get({ ...refTo(wanted), name: 'nobody' })).toBeNull();
    });

    it('refuses to create what exists', async () => {
      const wanted = config();
      await setup.kube.create(wanted);

      await expect(setup.kube.create(wanted)).rejects.toEqual(failure('conflict'));
    });

    it('lists by label, with kind and version on every object', async () => {
      const red = config({}, { colour: 'red', round: 'yes' });
      const blue = config({}, { colour: 'blue' });
      await setup.kube.create(red);
      await setup.kube.create(blue);

      const found = async (selector: string) =>
        (await setup.kube.list({ apiVersion: 'v1', kind: 'ConfigMap' }, setup.namespace, selector)).map((object) => [
          object.apiVersion,
          object.kind,
          object.metadata.name,
        ]);

      expect(await found('colour=red')).toEqual([['v1', 'ConfigMap', red.metadata.name]]);
      expect(await found('colour in (red,blue),!round')).toEqual([['v1', 'ConfigMap', blue.metadata.name]]);
      expect(await found('colour=green')).toEqual([]);
    });

    it('replaces only the version that was read', async () => {
      const created = await setup.kube.create(config());

      const first = await setup.kube.replace({ ...created, data: { a: '2' } });
      expect(first['data']).toEqual({ a: '2' });
      expect(first.metadata.resourceVersion).not.toBe(created.metadata.resourceVersion);
      await expect(setup.kube.replace({ ...created, data: { a: '3' } })).rejects.toEqual(failure('conflict'));
    });

    it('refuses a replace without a version, and one of what is gone', async () => {
      const created = await setup.kube.create(config());
      const { resourceVersion: _, ...metadata } = created.metadata;

      await expect(setup.kube.replace({ ...created, metadata })).rejects.toEqual(failure('invalid'));
      const gone = { ...created, metadata: { ...created.metadata, name: 'gone' } };
      await expect(setup.kube.replace(gone)).rejects.toEqual(failure('not-found'));
    });

    it('merges a patch, removes what is null, and keeps the rest', async () => {
      const created = await setup.kube.create(config({ a: '1', b: '2' }));

      const patched = await setup.kube.mergePatch(refTo(created), { data: { a: null, c: '3' } });
      expect(patched['data']).toEqual({ b: '2', c: '3' });
    });

    it('makes a patch conditional on the version that it names', async () => {
      const created = await setup.kube.create(config());
      await setup.kube.mergePatch(refTo(created), { data: { a: '2' } });
      const resourceVersion = created.metadata.resourceVersion ?? '';

      const late = setup.kube.mergePatch(refTo(created), { metadata: { resourceVersion }, data: { a: '3' } });
      await expect(late).rejects.toEqual(failure('conflict'));
    });

    it('applies: creates, changes what it names, and drops what it names no longer', async () => {
      const wanted = config({ a: '1', b: '2' });
      await setup.kube.apply(wanted);
      await setup.kube.mergePatch(refTo(wanted), { data: { theirs: 'x' } });

      const applied = await setup.kube.apply({ ...wanted, data: { a: '9' } });
      expect(applied['data']).toEqual({ a: '9', theirs: 'x' });
    });

    it('makes an apply conditional on the version that it names', async () => {
      const created = await setup.kube.apply(config());
      await setup.kube.mergePatch(refTo(created), { data: { a: '2' } });

      const { managedFields: _, ...metadata } = created.metadata;
      await expect(setup.kube.apply({ ...created, metadata })).rejects.toEqual(failure('conflict'));
    });

    it('writes nothing where nothing changes', async () => {
      const created = await setup.kube.create(config());

      const again = await setup.kube.replace(created);
      expect(again.metadata.resourceVersion).toBe(created.metadata.resourceVersion);
    });

    it('removes, once, and only the object that was meant', async () => {
      const created = await setup.kube.create(config());
      const ref = refTo(created);

      await expect(setup.kube.remove(ref, { uid: 'another' })).rejects.toEqual(failure('conflict'));
      expect(await setup.kube.remove(ref, { uid: created.metadata.uid ?? '', propagation: 'Background' })).toBe(true);
      expect(await setup.kube.get(ref)).toBeNull();
      expect(await setup.kube.remove(ref)).toBe(false);
    });

    it('says so when the cluster does not know a kind', async () => {
      const ref = { apiVersion: 'nowhere.example/v1', kind: 'Unicorn', namespace: setup.namespace, name: 'u' };

      await expect(setup.kube.get(ref)).rejects.toEqual(failure('not-found'));
      await expect(setup.kube.list(ref, setup.namespace)).rejects.toThrow(/does not know the kind Unicorn/);
    });

    it('keeps fields that it has never heard of', async () => {
      const rule = {
        apiVersion: 'networking.istio.io/v1',
        kind: 'DestinationRule',
        metadata: { name: 'foreign', namespace: setup.namespace },
        spec: { host: 'web', trafficPolicy: { outlierDetection: { consecutive5xxErrors: 7 } } },
      };
      const created = await setup.kube.create(rule);
      await setup.kube.replace({ ...created, metadata: { ...created.metadata, labels: { touched: 'yes' } } });

      expect((await setup.kube.get(refTo(rule)))?.['spec']).toEqual(rule.spec);
    });

    it('answers whether something is allowed', async () => {
      const access = { verb: 'patch', group: 'apps', resource: 'deployments', namespace: setup.namespace };
      expect(await setup.kube.canI(access)).toBe(true);
    });

    it('follows a kind: the list first, then each change until it is told to stop', async () => {
      const before = await setup.kube.create(config({}, { watched: 'yes' }));
      const seen: string[] = [];
      const events = new EventTarget();
      const note = (text: string) => {
        seen.push(text);
        events.dispatchEvent(new Event('note'));
      };
      const until = (text: string) =>
        new Promise<void>((resolve) => {
          const look = () => seen.includes(text) && resolve();
          events.addEventListener('note', look);
          look();
        });
      const handlers: WatchHandlers = {
        synced: (objects) => note(`synced ${objects.map((object) => object.metadata.name).join()}`),
        changed: (object) => note(`changed ${object.kind} ${object.metadata.name} ${JSON.stringify(object['data'])}`),
        removed: (object) => note(`removed ${object.metadata.name}`),
        broken: (error) => note(`broken ${error.message}`),
      };
      const stop = new AbortController();
      setup.kube.watch({ apiVersion: 'v1', kind: 'ConfigMap' }, setup.namespace, 'watched=yes', handlers, stop.signal);
      await until(`synced ${before.metadata.name}`);

      const { name } = before.metadata;
      await setup.kube.mergePatch(refTo(before), { data: { a: 'new' } });
      await until(`changed ConfigMap ${name} {"a":"new"}`);
      await setup.kube.create(config());
      await setup.kube.remove(refTo(before), { propagation: 'Background' });
      await until(`removed ${name}`);

      stop.abort();
      await setup.kube.create(config({}, { watched: 'yes' }));
      expect(seen).toEqual([`synced ${name}`, `changed ConfigMap ${name} {"a":"new"}`, `removed ${name}`]);
    });

    it('gives errors that say what was tried', async () => {
      const error = await setup.kube.mergePatch({ ...refTo(config()), name: 'gone' }, {}).catch((caught) => caught);
      expect(error).toBeInstanceOf(KubeError);
      expect(error.message).toContain('gone');
      expect(error.retryable).toBe(false);
    });
  });
}
