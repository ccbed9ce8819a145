import { describe, expect, it } from 'vitest';
import { found, sceneWith } from '../../support/preflight-scene.ts';
import { asking, quota } from '../../support/preflight-sizes.ts';

/** Each pod gets a claim of its own. */
const claim = { storageClassName: 'fast', resources: { requests: { storage: '2Gi' } } };
const ephemeral = { volumes: [{ name: 'cache', ephemeral: { volumeClaimTemplate: { spec: claim } } }] };

describe('a quota', () => {
  it.each([
    ['pods', asking({}), { pods: '5' }, { pods: '3' }, 'pods: 3 needed, 2 left'],
    ['count/pods', asking({}), { 'count/pods': '5' }, { 'count/pods': '3' }, 'count/pods: 3 needed'],
    ['CPU', asking({ cpu: '500m' }), { 'requests.cpu': '2' }, { 'requests.cpu': '1500m' }, '1500m needed, 500m left'],
    ['CPU by its short name', asking({ cpu: '1' }), { cpu: '5' }, { cpu: '3' }, 'cpu: 3 needed, 2 left'],
    [
      'memory',
      asking({}, { memory: '1Gi' }),
      { 'limits.memory': '4Gi' },
      { 'limits.memory': '3Gi' },
      '3Gi needed, 1Gi left',
    ],
    [
      'requests that are only limits',
      asking({}, { cpu: '1' }),
      { 'requests.cpu': '4' },
      { 'requests.cpu': '3' },
      '3 needed',
    ],
    [
      'Deployments',
      asking({}),
      { 'count/deployments.apps': '1' },
      { 'count/deployments.apps': '1' },
      '1 needed, 0 left',
    ],
    [
      'claims of ephemeral volumes',
      asking({}, {}, ephemeral),
      { persistentvolumeclaims: '5' },
      { persistentvolumeclaims: '3' },
      'persistentvolumeclaims: 3 needed, 2 left',
    ],
    [
      'storage of ephemeral volumes',
      asking({}, {}, ephemeral),
      { 'requests.storage': '10Gi' },
      { 'requests.storage': '6Gi' },
      'requests.storage: 6Gi needed, 4Gi left',
    ],
    [
      'storage of a class',
      asking({}, {}, ephemeral),
      { 'fast.storageclass.storage.k8s.io/requests.storage': '10Gi' },
      { 'fast.storageclass.storage.k8s.io/requests.storage': '6Gi' },
      'fast.storageclass.storage.k8s.io/requests.storage: 6Gi needed',
    ],
    ['Services', asking({}), { services: '4' }, { services: '4' }, 'services: 1 needed, 0 left'],
    [
      'a GPU',
      asking({ 'nvidia.com/gpu': 1 }),
      { 'requests.nvidia.com/gpu': '4' },
      { 'requests.nvidia.com/gpu': '3' },
      'requests.nvidia.com/gpu: 3 needed, 1 left',
    ],
  ])('without room for the candidate stops the release: %s', (_what, options, hard, used, said) => {
    const [told = ''] = found(sceneWith(options), [quota(hard, used)]);
    expect(told).toMatch(/^refuse: ResourceQuota compute has no room for 3 pods beside .* → raise the quota/);
    expect(told).toContain(said);
  });

  it('counts the pod by which the rollout goes on', () => {
    const rollingUpdate = { maxSurge: 1, maxUnavailable: 0 };
    const options = { ...asking({ cpu: '1' }), spec: { replicas: 1, strategy: { rollingUpdate } } };
    const tight = [quota({ 'requests.cpu': '2' }, { 'requests.cpu': '1' })];
    expect(found(sceneWith(options), tight).join()).toContain('no room for 2 pods');
    expect(found(sceneWith({ ...options, strategy: 'rolling' }), tight)).toEqual([]);
    const full = [quota({ 'requests.cpu': '1' }, { 'requests.cpu': '1' })];
    expect(found(sceneWith({ ...options, strategy: 'rolling' }), full).join()).toContain('no room for a pod beside');
    expect(found(sceneWith({ ...options, strategy: 'recreate' }), full)).toEqual([]);
  });

  it.each([
    ['canary', '5', '3', []],
    ['canary', '5', '4', ['count/replicasets.apps: 2 needed, 1 left']],
    ['rolling', '5', '4', []],
    ['rolling', '5', '5', ['count/replicasets.apps: 1 needed, 0 left']],
    ['recreate', '5', '5', ['count/replicasets.apps: 1 needed, 0 left']],
  ] as const)('counts the ReplicaSet that the workload itself gets: %s, of %s %s', (strategy, most, used, said) => {
    const sets = (many: string) => ({ 'count/replicasets.apps': many });
    const told = found(sceneWith({ ...asking({}), strategy }), [quota(sets(most), sets(used))]);
    expect(told).toEqual(said.map((what) => expect.stringMatching(`^warn: .*${what}.* → raise the quota, or lower`)));
  });

  it('counts both sizes where a second workload of full size runs beside the first', () => {
    const scene = sceneWith({ ...asking({}), strategy: 'blue-green' });
    expect(found(scene, [quota({ pods: '5' }, { pods: '3' })]).join()).toContain('no room for 3 pods beside');
    expect(found(scene, [quota({ pods: '6' }, { pods: '3' })])).toEqual([]);
  });

  it('with room enough, or for other pods, stops nothing', () => {
    const scene = sceneWith(asking({ cpu: '100m' }));
    expect(found(scene, [quota({ 'requests.cpu': '1', pods: '7' }, { 'requests.cpu': '700m', pods: '3' })])).toEqual(
      [],
    );
    const full = [{ pods: '3' }, { pods: '3' }] as const;
    expect(found(scene, [quota(...full, { scopes: ['Terminating'] })])).toEqual([]);
    expect(found(scene, [quota(...full, { scopes: ['BestEffort'] })])).toEqual([]);
    expect(found(scene, [quota(...full, { scopes: ['NotTerminating'] })])).toHaveLength(1);
    const high = { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['high'] }] };
    expect(found(scene, [quota(...full, { scopeSelector: high })])).toEqual([]);
    const important = sceneWith(asking({}, {}, { priorityClassName: 'high' }));
    expect(found(important, [quota(...full, { scopeSelector: high })])).toHaveLength(1);
  });

  it.each([
    ['has no status', { spec: { hard: { pods: '5' } } }, 'pods: 3 needed, 5 in all'],
    ['has an empty status', { spec: { hard: { pods: '5' } }, status: {} }, 'pods: 3 needed, 5 in all'],
    [
      'has a status without this',
      { spec: { hard: { pods: '5' } }, status: { hard: { pods: '5' }, used: { services: '1' } } },
      'pods: 3 needed, 5 in all',
    ],
    [
      'got this limit only now',
      { spec: { hard: { pods: '9', services: '5' } }, status: { hard: { pods: '9' }, used: { pods: '3' } } },
      'services: 1 needed, 5 in all',
    ],
    [
      'is not readable in this',
      { spec: { hard: { pods: '9' } }, status: { hard: { pods: '9' }, used: { pods: 'many' } } },
      'pods: 3 needed, 9 in all',
    ],
    [
      'has no readable limit',
      { spec: { hard: { pods: '9Q' } }, status: { used: { pods: '3' } } },
      'limit is unreadable',
    ],
  ])('that is not counted yet is unknown, and never room enough: it %s', (_what, change, said) => {
    const [told = '', ...more] = found(sceneWith(asking({})), [{ ...quota({}, {}), status: {}, ...change }]);
    expect(told).toMatch(/^note: Kubernetes has not counted yet what of ResourceQuota compute is used/);
    expect(told).toContain(said);
    expect(more).toEqual([]);
  });

  it('that would not do even with nothing used stops the release before it is counted', () => {
    const bare = { ...quota({ pods: '2' }, {}), status: {} };
    expect(found(sceneWith(asking({})), [bare]).join()).toMatch(/^refuse: .*pods: 3 needed, 2 left/);
  });

  it.each([
    ['In', ['high'], undefined, 0],
    ['In', ['high'], 'high', 1],
    ['NotIn', ['high'], undefined, 1],
    ['NotIn', ['high'], 'high', 0],
    ['Exists', [], undefined, 0],
    ['Exists', [], 'high', 1],
    ['DoesNotExist', [], undefined, 1],
    ['DoesNotExist', [], 'high', 0],
  ])('for priority classes %s %j counts pods of %s: %d', (operator, values, priorityClassName, times) => {
    const scopeSelector = { matchExpressions: [{ scopeName: 'PriorityClass', operator, values }] };
    const scene = sceneWith(asking({}, {}, priorityClassName === undefined ? {} : { priorityClassName }));
    expect(found(scene, [quota({ pods: '3' }, { pods: '3' }, { scopeSelector })])).toHaveLength(times);
  });

  it('of a scope that is not known here is told, and stops nothing', () => {
    const full = (scope: string) => [quota({ pods: '3' }, { pods: '3' }, { scopes: [scope] })];
    const scene = sceneWith(asking({}));
    expect(found(scene, full('CrossNamespacePodAffinity')).join()).toMatch(/^note: If it counts these pods/);
    expect(found(scene, full('VolumeAttributesClass'))).toEqual([]);
  });
});
