import { describe, expect, it } from 'vitest';
import { found, sceneWith } from '../../support/preflight-scene.ts';
import { asking, range } from '../../support/preflight-sizes.ts';

describe('a limit range', () => {
  it.each([
    ['Container', { cpu: '1' }, 'container app: cpu 2, at most 1'],
    ['Pod', { memory: '1Gi' }, 'the pod: memory 2Gi, at most 1Gi'],
  ])('that lets no new pod be made stops the release: %s', (type, max, said) => {
    for (const strategy of ['canary', 'rolling', 'recreate']) {
      const scene = sceneWith({ ...asking({ cpu: '2' }, { memory: '2Gi' }), strategy });
      expect(found(scene, [range({ type, max })]).join()).toContain(said);
    }
  });

  it.each([
    ['min', 'Container', { min: { memory: '128Mi' } }, 'container app: memory 64Mi, at least 128Mi'],
    ['min of a pod', 'Pod', { min: { memory: '128Mi' } }, 'the pod: memory 64Mi, at least 128Mi'],
    ['min of a pod, of what is not asked for', 'Pod', { min: { cpu: 1 } }, 'the pod: no request of cpu, at least 1'],
    ['max of a pod, of what has no limit', 'Pod', { max: { cpu: 1 } }, 'the pod: no limit of cpu, at most 1'],
    ['ratio', 'Container', { maxLimitRequestRatio: { memory: 2 } }, 'memory limit is 4 times its request, at most 2'],
    [
      'ratio of what is not asked for',
      'Container',
      { maxLimitRequestRatio: { cpu: 2 } },
      'no request and limit of cpu',
    ],
  ])('has more than a max: %s', (_what, type, limit, said) => {
    for (const strategy of ['canary', 'rolling', 'recreate']) {
      const scene = sceneWith({ ...asking({ memory: '64Mi' }, { memory: '256Mi' }), strategy });
      expect(found(scene, [range({ type, ...limit })]).join()).toContain(said);
    }
  });

  it('gives what it demands to a container that asks for nothing', () => {
    const scene = sceneWith(asking({}));
    expect(found(scene, [range({ type: 'Container', min: { cpu: '100m' }, max: { cpu: '1' } })])).toEqual([]);
    const given = range({ type: 'Container', default: { cpu: '1' }, defaultRequest: { cpu: '1' } });
    expect(found(scene, [range({ type: 'Pod', min: { cpu: '1' }, max: { cpu: '1' } }), given])).toEqual([]);
  });

  it('is none for what it does not forbid', () => {
    const scene = sceneWith(asking({ cpu: '1' }, { memory: '1Gi' }));
    expect(found(scene, [range({ type: 'Container', max: { cpu: '1', memory: '2Gi' } })])).toEqual([]);
    expect(found(scene, [range({ type: 'PersistentVolumeClaim', max: { storage: '1' } })])).toEqual([]);
  });
});
