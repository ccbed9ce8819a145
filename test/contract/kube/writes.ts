import { expect, it } from 'vitest';
import { failure, type Stage } from './stage.ts';

/** Writes: what they change and what they keep, and on which versions they insist. */
export function writeSuite(stage: Stage): void {
  const { config, refTo } = stage;

  it('refuses to create what exists', async () => {
    const wanted = config();
    await stage.kube.create(wanted);

    await expect(stage.kube.create(wanted)).rejects.toEqual(failure('conflict'));
  });

  it('replaces only the version that was read', async () => {
    const created = await stage.kube.create(config());

    const first = await stage.kube.replace({ ...created, data: { a: '2' } });
    expect(first['data']).toEqual({ a: '2' });
    expect(first.metadata.resourceVersion).not.toBe(created.metadata.resourceVersion);
    await expect(stage.kube.replace({ ...created, data: { a: '3' } })).rejects.toEqual(failure('conflict'));
  });

  it('refuses a replace without a version, and one of what is gone', async () => {
    const created = await stage.kube.create(config());
    const { resourceVersion: _, ...metadata } = created.metadata;

    await expect(stage.kube.replace({ ...created, metadata })).rejects.toEqual(failure('invalid'));
    const gone = { ...created, metadata: { ...created.metadata, name: 'gone' } };
    await expect(stage.kube.replace(gone)).rejects.toEqual(failure('not-found'));
  });

  it('writes nothing where nothing changes', async () => {
    const created = await stage.kube.create(config());

    const again = await stage.kube.replace(created);
    expect(again.metadata.resourceVersion).toBe(created.metadata.resourceVersion);
  });

  it('removes, once, and only the object that was meant', async () => {
    const created = await stage.kube.create(config());
    const ref = refTo(created);

    await expect(stage.kube.remove(ref, { uid: 'another' })).rejects.toEqual(failure('conflict'));
    expect(await stage.kube.remove(ref, { uid: created.metadata.uid ?? '', propagation: 'Background' })).toBe(true);
    expect(await stage.kube.get(ref)).toBeNull();
    expect(await stage.kube.remove(ref)).toBe(false);
  });

  it('tries an update of a custom resource, whoever has written it meanwhile, and changes nothing', async () => {
    const rule = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: 'tried', namespace: stage.namespace },
      spec: { host: 'web' },
    };
    const created = await stage.kube.create(rule);
    const tried = { ...created, spec: { host: 'tried' } };
    expect((await stage.kube.dryRun('update', tried))['spec']).toEqual({ host: 'tried' });
    await stage.kube.replace({ ...created, metadata: { ...created.metadata, labels: { touched: 'yes' } } });
    expect((await stage.kube.dryRun('update', tried))['spec']).toEqual({ host: 'tried' });
    expect((await stage.kube.get(refTo(rule)))?.['spec']).toEqual({ host: 'web' });
  });

  it('keeps fields that it has never heard of', async () => {
    const rule = {
      apiVersion: 'networking.istio.io/v1',
      kind: 'DestinationRule',
      metadata: { name: 'foreign', namespace: stage.namespace },
      spec: { host: 'web', trafficPolicy: { outlierDetection: { consecutive5xxErrors: 7 } } },
    };
    const created = await stage.kube.create(rule);
    await stage.kube.replace({ ...created, metadata: { ...created.metadata, labels: { touched: 'yes' } } });

    expect((await stage.kube.get(refTo(rule)))?.['spec']).toEqual(rule.spec);
  });
}
