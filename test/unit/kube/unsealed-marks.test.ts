import { describe, expect, it } from 'vitest';
import { annotations } from '../../../src/domain/names.ts';
import { ForeignFence, fencedWrite, readFence, StaleWriter } from '../../../src/platform/kube/fence.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';
import { createFakeKube } from '../../support/fake-kube.ts';
import { fenceOf, sealed } from '../../support/fence.ts';
import { ref, set, thing } from './fenced-thing.ts';

describe('a mark of another release that Sluice has not sealed', () => {
  const passed = () => {
    const over: (string | undefined)[] = [];
    return {
      over,
      passedOver: ({ metadata }: KubeObject) => void over.push(metadata.annotations?.[annotations.fence]),
    };
  };

  it('is told and written over', async () => {
    const kube = createFakeKube({ objects: [thing('r-9/5')] });
    const { over, passedOver } = passed();
    await fencedWrite(kube, ref, fenceOf('r-1', 1, { passedOver }), set('2'));
    expect(kube.see(ref)['data']).toEqual({ a: '2' });
    expect(readFence(kube.see(ref))).toEqual({ release: 'r-1', fencingToken: 1 });
    expect(over).toEqual(['r-9/5']);
  });

  it.each(['r-9/5', 'scribble'])(
    'does not look like the end of this release where it comes in between: %s',
    async (text) => {
      const kube = createFakeKube({ objects: [sealed(thing('r-1/1'))] });
      kube.fail({ verb: 'replace', before: () => void kube.put(thing(text)) });
      await fencedWrite(kube, ref, fenceOf('r-1', 1), set('2'));
      expect(kube.see(ref)['data']).toEqual({ a: '2' });
    },
  );

  it('does not stand in for this release’s own: the first write of all is looked at again afterwards', async () => {
    const kube = createFakeKube({ objects: [thing('r-9/5')] });
    const gone = new StaleWriter('over', true);
    const answers = [Promise.resolve(), Promise.reject(gone)];
    answers[1]?.catch(() => undefined);
    const confirm = () => answers.shift() ?? Promise.reject(gone);
    await expect(fencedWrite(kube, ref, fenceOf('r-1', 1, { confirm }), set('2'))).rejects.toThrow(StaleWriter);
    expect(kube.see(ref)).toMatchObject({
      data: { a: '1' },
      metadata: { annotations: { [annotations.fence]: 'r-9/5' } },
    });
  });

  it('counts where that release may hold the object, until this one goes back', async () => {
    const kube = createFakeKube({ objects: [thing('r-9/5')] });
    const mayHold = async () => true;
    await expect(fencedWrite(kube, ref, fenceOf('r-1', 1, { mayHold }), set('2'))).rejects.toThrow(ForeignFence);
    await fencedWrite(kube, ref, fenceOf('r-1', 1, { mayHold, goesBack: true }), set('2'));
    expect(kube.see(ref)['data']).toEqual({ a: '2' });
  });

  it('is nothing to tell where an older version of this release’s own worker left it', async () => {
    const kube = createFakeKube({ objects: [thing('r-1/1')] });
    const { over, passedOver } = passed();
    await fencedWrite(kube, ref, fenceOf('r-1', 2, { passedOver }), set('2'));
    expect(over).toEqual([]);
  });
});

describe('an epoch that Sluice has not written', () => {
  it.each(['r-1/5', 'r-1/999999999999999'])('keeps no worker from its own object: %s', async (text) => {
    const kube = createFakeKube({ objects: [thing(text)] });
    await fencedWrite(kube, ref, fenceOf('r-1', 4), set('2'));
    expect(readFence(kube.see(ref))).toEqual({ release: 'r-1', fencingToken: 4 });
  });

  it('does not count because a seal of another object, or of another epoch, is copied beside it', async () => {
    const other = sealed({ ...thing('r-1/9'), metadata: { ...thing('r-1/9').metadata, name: 'other' } });
    const earlier = sealed(thing('r-1/3'));
    for (const { metadata } of [other, earlier]) {
      const forged = thing('r-1/9');
      const seal = metadata.annotations?.[annotations.seal] ?? '';
      const annotated = {
        ...forged.metadata,
        annotations: { ...forged.metadata.annotations, [annotations.seal]: seal },
      };
      const kube = createFakeKube({ objects: [{ ...forged, metadata: annotated }] });
      await fencedWrite(kube, ref, fenceOf('r-1', 4), set('2'));
      expect(readFence(kube.see(ref))?.fencingToken).toBe(4);
    }
  });
});
