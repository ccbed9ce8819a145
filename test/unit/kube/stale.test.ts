import { describe, expect, it } from 'vitest';
import {
  type Fence,
  fencedCreate,
  fencedWrite,
  readFence,
  StaleWriter,
  Unconfirmed,
} from '../../../src/platform/kube/fence.ts';
import { formatFence } from '../../../src/platform/kube/fence-mark.ts';
import { KubeError, type KubeObject } from '../../../src/platform/kube.ts';
import { createFakeKube, refOf } from '../../support/fake-kube.ts';
import { fenceOf } from '../../support/fence.ts';

const config = (value: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'web', namespace: 'shop', annotations: { team: 'shop' } },
  data: { a: value },
});
const ref = refOf(config('1'));
const set = (value: string) => (object: KubeObject) => ({ ...object, data: { a: value } });

/** A worker that falls asleep at a point and finds, when it wakes up, that others have gone on. */
function sleeper() {
  let answer: StaleWriter | null = null;
  const fence: Fence = {
    ...fenceOf('r-1', 1),
    confirm: async () => {
      if (answer) throw answer;
    },
  };
  return {
    fence,
    /** The release has ended meanwhile. */
    over: () => {
      answer = new StaleWriter('over', true);
    },
    /** Another worker has the release now. */
    taken: () => {
      answer = new StaleWriter('taken');
    },
  };
}

describe('a worker that slept through the end of its release', () => {
  it('writes nothing when it wakes up before the question', async () => {
    const kube = createFakeKube({ objects: [config('1')] });
    const { fence, over } = sleeper();
    over();

    await expect(fencedWrite(kube, ref, fence, set('2'))).rejects.toThrow(StaleWriter);
    await expect(fencedCreate(kube, config('1'), fence)).rejects.toThrow(StaleWriter);
    expect(kube.journal).toEqual([]);
  });

  it('removes what it created when it slept between the question and the request', async () => {
    const kube = createFakeKube({ objects: [] });
    const { fence, over } = sleeper();
    kube.fail({ verb: 'create', before: over });

    await expect(fencedCreate(kube, config('1'), fence)).rejects.toThrow(StaleWriter);
    expect(await kube.get(ref)).toBeNull();
  });

  it('removes what it created also where it never heard that it was', async () => {
    const kube = createFakeKube({ objects: [] });
    const { fence, over } = sleeper();
    kube.fail({ verb: 'create', before: over, error: new KubeError('unreachable', 'timeout'), afterwards: true });

    await expect(fencedCreate(kube, config('1'), fence)).rejects.toThrow(StaleWriter);
    expect(await kube.get(ref)).toBeNull();
  });

  it('puts an object back that nobody of the release had written', async () => {
    const kube = createFakeKube({ objects: [config('1')] });
    const { fence, over } = sleeper();
    kube.fail({ verb: 'replace', before: over });

    await expect(fencedWrite(kube, ref, fence, set('2'))).rejects.toThrow(StaleWriter);
    expect(kube.see(ref)).toMatchObject({ data: { a: '1' } });
    expect(readFence(kube.see(ref))).toBeNull();
  });

  it('leaves an object alone that somebody else has of that name', async () => {
    const kube = createFakeKube({ objects: [] });
    const { fence, over } = sleeper();
    kube.fail({
      verb: 'create',
      before: () => {
        over();
        kube.put(config('theirs'));
      },
    });

    await expect(fencedCreate(kube, config('1'), fence)).rejects.toThrow(StaleWriter);
    expect(kube.see(ref)).toMatchObject({ data: { a: 'theirs' } });
  });
});

describe('a worker that was taken over while the release lives', () => {
  it('leaves what it created to the one who has the release now', async () => {
    const kube = createFakeKube({ objects: [] });
    const { fence, taken } = sleeper();
    kube.fail({ verb: 'create', before: taken });

    await expect(fencedCreate(kube, config('1'), fence)).rejects.toThrow(StaleWriter);
    expect(kube.see(ref).metadata.annotations?.['sluice.dev/fence']).toBe(formatFence(fence));
  });
});

it('nothing is written where nobody can say who runs the release', async () => {
  const kube = createFakeKube({ objects: [config('1')] });
  const confirm = async () => Promise.reject(new Unconfirmed('no answer'));

  await expect(fencedWrite(kube, ref, { ...fenceOf('r-1', 1), confirm }, set('2'))).rejects.toThrow(Unconfirmed);
  expect(kube.journal).toEqual([]);
});
