import { describe, expect, it } from 'vitest';
import type { Kube, KubeObject, WatchHandlers } from '../../../src/platform/kube.ts';
import { createPodIndex } from '../../../src/watch/pod-index.ts';
import { createPodInformers } from '../../../src/watch/pod-informers.ts';

function pod(name: string, labels: Record<string, string>, more: object = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop', labels }, ...more };
}

/** A cluster whose watches the test speaks for. */
function spokenFor() {
  const watches: { namespace: string; handlers: WatchHandlers; signal: AbortSignal }[] = [];
  const kube = {
    watch: (_kind: unknown, namespace: string, _selector: unknown, handlers: WatchHandlers, signal: AbortSignal) =>
      void watches.push({ namespace, handlers, signal }),
  } as unknown as Kube;
  return {
    watches,
    informers: createPodInformers(
      () => kube,
      () => undefined,
    ),
  };
}

describe('pods found by label', () => {
  it('are those that have all labels, also after they changed', () => {
    const index = createPodIndex();
    index.set(pod('a', { app: 'web', tier: 'front' }));
    index.set(pod('b', { app: 'web', tier: 'back' }));
    index.set(pod('c', { app: 'api', tier: 'back' }));
    const names = (labels: Record<string, string>) => index.with(labels).map(({ metadata }) => metadata.name);
    expect(names({ app: 'web' })).toEqual(['a', 'b']);
    expect(names({ app: 'web', tier: 'back' })).toEqual(['b']);
    expect(names({ app: 'none' })).toEqual([]);
    expect(names({})).toEqual(['a', 'b', 'c']);
    index.set(pod('b', { app: 'api', tier: 'back' }));
    expect([names({ app: 'web' }), names({ app: 'api' })]).toEqual([['a'], ['c', 'b']]);
    index.keepOnly(new Set(['c']));
    expect([names({}), names({ app: 'web' })]).toEqual([['c'], []]);
  });
});

describe('a shelf of pods', () => {
  it('has one watch for all who follow a namespace, and ends it with the last of them', () => {
    const { watches, informers } = spokenFor();
    const heard: string[] = [];
    const first = informers.follow('eu', 'shop', ({ metadata }) => heard.push(`1 ${metadata.name}`));
    const second = informers.follow('eu', 'shop', ({ metadata }) => heard.push(`2 ${metadata.name}`));
    informers.follow('eu', 'other', () => undefined);
    expect(watches.map(({ namespace }) => namespace)).toEqual(['shop', 'other']);
    watches[0]?.handlers.synced([pod('a', {})]);
    expect(heard).toEqual(['1 a', '2 a']);
    first();
    expect(watches[0]?.signal.aborted).toBe(false);
    second();
    expect(watches[0]?.signal.aborted).toBe(true);
    expect(informers.pods('eu', 'shop', {})).toBeNull();
  });

  it('knows nothing before the first list, and then what is there', () => {
    const { watches, informers } = spokenFor();
    informers.follow('eu', 'shop', () => undefined);
    const names = () => informers.pods('eu', 'shop', {})?.map(({ metadata }) => metadata.name);
    expect(informers.pods('eu', 'shop', {})).toBeNull();
    watches[0]?.handlers.synced([pod('a', {}), pod('b', {})]);
    watches[0]?.handlers.changed(pod('c', {}));
    watches[0]?.handlers.removed(pod('a', {}));
    expect(names()).toEqual(['b', 'c']);
    watches[0]?.handlers.synced([pod('d', {})]);
    expect(names()).toEqual(['d']);
  });

  it('tells whoever comes later of the pods that are there', () => {
    const { watches, informers } = spokenFor();
    informers.follow('eu', 'shop', () => undefined);
    watches[0]?.handlers.synced([pod('a', {})]);
    const heard: string[] = [];
    informers.follow('eu', 'shop', ({ metadata }) => heard.push(metadata.name));
    expect(heard).toEqual(['a']);
  });

  it('keeps only what is read of a pod', () => {
    const { watches, informers } = spokenFor();
    informers.follow('eu', 'shop', () => undefined);
    const containers = [{ name: 'app', image: 'web:1', env: [{ name: 'A', value: 'x'.repeat(1000) }] }];
    watches[0]?.handlers.synced([
      pod('a', { app: 'web' }, { spec: { containers, volumes: [] }, status: { phase: 'Running' } }),
    ]);
    const [kept] = informers.pods('eu', 'shop', { app: 'web' }) ?? [];
    expect(kept).toMatchObject({
      spec: { containers: [{ name: 'app', image: 'web:1' }] },
      status: { phase: 'Running' },
    });
    expect(JSON.stringify(kept).length).toBeLessThan(300);
  });
});
