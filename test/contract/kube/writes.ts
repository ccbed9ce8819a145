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

  it('merges a patch, removes what is null, and keeps the rest', async () => {
    const created = await stage.kube.create(config({ a: '1', b: '2' }));

    const patched = await stage.kube.mergePatch(refTo(created), { data: { a: null, c: '3' } });
    expect(patched['data']).toEqual({ b: '2', c: '3' });
  });

  it('makes a patch conditional on the version that it names', async () => {
    const created = await stage.kube.create(config());
    await stage.kube.mergePatch(refTo(created), { data: { a: '2' } });
    const resourceVersion = created.metadata.resourceVersion ?? '';

    const late = stage.kube.mergePatch(refTo(created), { metadata: { resourceVersion }, data: { a: '3' } });
    await expect(late).rejects.toEqual(failure('conflict'));
  });

  it('applies: creates, changes what it names, and drops what it names no longer', async () => {
    const wanted = config({ a: '1', b: '2' });
    await stage.kube.apply(wanted);
    await stage.kube.mergePatch(refTo(wanted), { data: { theirs: 'x' } });

    const applied = await stage.kube.apply({ ...wanted, data: { a: '9' } });
    expect(applied['data']).toEqual({ a: '9', theirs: 'x' });
  });

  it('makes an apply conditional on the version that it names', async () => {
    const created = await stage.kube.apply(config());
    await stage.kube.mergePatch(refTo(created), { data: { a: '2' } });

    const { managedFields: _, ...metadata } = created.metadata;
    await expect(stage.kube.apply({ ...created, metadata })).rejects.toEqual(failure('conflict'));
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
