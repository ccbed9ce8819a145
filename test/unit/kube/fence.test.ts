import { describe, expect, it } from 'vitest';
import { ForeignFence, fencedWrite, readFence, StaleWriter } from '../../../src/platform/kube/fence.ts';
import { formatFence } from '../../../src/platform/kube/fence-mark.ts';
import { KubeError, type KubeObject } from '../../../src/platform/kube.ts';
import { createFakeKube } from '../../support/fake-kube.ts';
import { fenceOf, sealed } from '../../support/fence.ts';
import { patchObject } from '../../support/patch-object.ts';
import { ref, set, thing } from './fenced-thing.ts';

describe('a fenced write', () => {
  it('changes the object and leaves its mark', async () => {
    const kube = createFakeKube({ objects: [thing()] });
    const written = await fencedWrite(kube, ref, fenceOf('r-1', 3), set('2'));

    expect(written?.['data']).toEqual({ a: '2' });
    expect(written && readFence(written)).toEqual({ release: 'r-1', fencingToken: 3 });
  });

  it('of an earlier worker is refused, and of a later one is not', async () => {
    const kube = createFakeKube({ objects: [sealed(thing('r-1/5'))] });

    await expect(fencedWrite(kube, ref, fenceOf('r-1', 4), set('2'))).rejects.toThrow(StaleWriter);
    await fencedWrite(kube, ref, fenceOf('r-1', 6), set('2'));
    expect(kube.see(ref)['data']).toEqual({ a: '2' });
  });

  it('of another release is refused with the name of the one that holds the object', async () => {
    const kube = createFakeKube({ objects: [sealed(thing('shop/r-1/5'))] });
    const error = await fencedWrite(kube, ref, fenceOf('r-2', 9), set('2')).catch((caught) => caught);

    expect(error).toBeInstanceOf(ForeignFence);
    expect(error.release).toBe('shop/r-1');
    expect(error.message).toContain('ConfigMap shop/web is held by release shop/r-1');
  });

  it('marks the object for a later worker even where there is nothing to change', async () => {
    const kube = createFakeKube({ objects: [thing('r-1/1')] });
    await fencedWrite(kube, ref, fenceOf('r-1', 2), () => null);

    expect(readFence(kube.see(ref))).toEqual({ release: 'r-1', fencingToken: 2 });
    await fencedWrite(kube, ref, fenceOf('r-1', 2), (object) => object);
    expect(kube.journal).toHaveLength(1);
  });

  it('is done again on what somebody else wrote in between', async () => {
    const kube = createFakeKube({ objects: [thing()] });
    kube.fail({
      verb: 'replace',
      before: async () => void (await patchObject(kube, ref, { data: { theirs: 'x' } })),
    });
    const add = (object: KubeObject) => ({ ...object, data: { ...(object['data'] as object), ours: 'y' } });
    await fencedWrite(kube, ref, fenceOf('r-1', 1), add);

    expect(kube.see(ref)['data']).toEqual({ a: '1', theirs: 'x', ours: 'y' });
  });

  it('by an earlier read changes what was changed since, also where the read wanted no change', async () => {
    const kube = createFakeKube({ objects: [thing()] });
    await fencedWrite(kube, ref, fenceOf('r-1', 1), set('2'));
    const read = kube.see(ref);
    await patchObject(kube, ref, { data: { a: '9' } });

    await fencedWrite(kube, ref, fenceOf('r-1', 1), set('2'), { read });
    expect(kube.see(ref)['data']).toEqual({ a: '2' });
  });

  it('by an earlier read is refused where a later worker wrote since, also where the read wanted no change', async () => {
    const kube = createFakeKube({ objects: [thing()] });
    await fencedWrite(kube, ref, fenceOf('r-1', 1), set('2'));
    const read = kube.see(ref);
    await fencedWrite(kube, ref, fenceOf('r-1', 2), set('9'));

    await expect(fencedWrite(kube, ref, fenceOf('r-1', 1), set('2'), { read })).rejects.toThrow(StaleWriter);
    expect(kube.see(ref)['data']).toEqual({ a: '9' });
  });

  it('by an earlier read finds nothing to do where the object is gone since', async () => {
    const kube = createFakeKube({ objects: [thing()] });
    await fencedWrite(kube, ref, fenceOf('r-1', 1), set('2'));
    const read = kube.see(ref);
    kube.drop(ref);

    expect(await fencedWrite(kube, ref, fenceOf('r-1', 1), set('2'), { read })).toBeNull();
    expect(await fencedWrite(kube, ref, fenceOf('r-1', 1), set('3'), { read })).toBeNull();
  });

  it('stops when a later worker wrote in between', async () => {
    const kube = createFakeKube({ objects: [thing('r-1/1')] });
    kube.fail({ verb: 'replace', before: () => void kube.put(sealed(thing('r-1/2'))) });

    await expect(fencedWrite(kube, ref, fenceOf('r-1', 1), set('2'))).rejects.toThrow(StaleWriter);
    expect(kube.see(ref)['data']).toEqual({ a: '1' });
  });

  it('stops when the release ended in between and its mark was lifted', async () => {
    const kube = createFakeKube({ objects: [thing('r-1/1')] });
    kube.fail({ verb: 'replace', before: () => void kube.put(thing()) });

    await expect(fencedWrite(kube, ref, fenceOf('r-1', 1), set('2'))).rejects.toThrow(StaleWriter);
    expect(kube.see(ref)['data']).toEqual({ a: '1' });
  });

  it('gives up after some conflicts, and at once on other errors', async () => {
    const kube = createFakeKube({ objects: [thing()] });
    kube.fail({ verb: 'replace', times: 3, error: new KubeError('conflict', 'busy') });
    const fence = fenceOf('r-1', 1);

    await expect(fencedWrite(kube, ref, fence, set('2'), { attempts: 3 })).rejects.toMatchObject({ kind: 'conflict' });
    kube.fail({ verb: 'replace', error: new KubeError('forbidden', 'no') });
    await expect(fencedWrite(kube, ref, fence, set('2'))).rejects.toMatchObject({ kind: 'forbidden' });
    await fencedWrite(kube, ref, fence, set('2'));
  });

  it('lifts its mark with the last write, and leaves no empty annotations behind', async () => {
    const kube = createFakeKube({ objects: [thing('r-1/1')] });
    await fencedWrite(kube, ref, fenceOf('r-1', 1), set('2'), { mark: 'lift' });

    expect(kube.see(ref).metadata.annotations).toBeUndefined();
  });

  it('says of which train the release is, for as long as it is marked', async () => {
    const kube = createFakeKube({ objects: [thing()] });
    const fence = fenceOf('r-1', 1, { train: 12 });
    await fencedWrite(kube, ref, fence, set('2'));
    const marked = kube.see(ref);
    expect(marked.metadata.annotations).toMatchObject({ 'sluice.dev/train': '12' });
    expect(fence.seals.holds(marked)).toBe(true);
    const annotations = { ...marked.metadata.annotations, 'sluice.dev/train': '13' };
    expect(fence.seals.holds({ ...marked, metadata: { ...marked.metadata, annotations } })).toBe(false);
    await fencedWrite(kube, ref, fence, set('3'), { mark: 'lift' });
    expect(kube.see(ref).metadata.annotations).toBeUndefined();
  });

  it('finds nothing to do where the object is gone, before or in between', async () => {
    const kube = createFakeKube({ objects: [thing()] });
    kube.fail({ verb: 'replace', before: () => kube.drop(ref) });

    expect(await fencedWrite(kube, ref, fenceOf('r-1', 1), set('2'))).toBeNull();
    expect(await fencedWrite(kube, ref, fenceOf('r-1', 1), set('2'))).toBeNull();
  });

  it('is done although its answer was lost', async () => {
    const kube = createFakeKube({ objects: [thing()] });
    kube.fail({ verb: 'replace', error: new KubeError('unreachable', 'reset'), afterwards: true });
    const fence = fenceOf('r-1', 1);

    await expect(fencedWrite(kube, ref, fence, set('2'))).rejects.toMatchObject({ retryable: true });
    await fencedWrite(kube, ref, fence, set('2'));
    expect(kube.journal).toHaveLength(1);
  });
});

describe('the text of a fence', () => {
  it('reads back, also where the release has slashes in it', () => {
    const fence = { release: 'shop/checkout/42', fencingToken: 7 };
    expect(readFence(thing(formatFence(fence)))).toEqual(fence);
  });

  it.each(['scribble', 'r-1/', 'r-1/x', 'r-1/1e9', `r-1/${'9'.repeat(40)}`, `${'r'.repeat(5000)}/1`, 'a b/1', '/1'])(
    '%.30j is nobody’s, and keeps nobody from writing',
    async (text) => {
      expect(readFence(thing(text))).toBeNull();
      const kube = createFakeKube({ objects: [thing(text)] });
      await fencedWrite(kube, ref, fenceOf('r-1', 1), set('2'));
      expect(readFence(kube.see(ref))).toEqual({ release: 'r-1', fencingToken: 1 });
    },
  );
});
