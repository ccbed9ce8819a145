import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantity, quantityText } from '../../../src/preflight/quantity.ts';
import { found, type SceneOptions, sceneWith } from '../../support/preflight-scene.ts';

/** In three pods, of which one may be missing. */
const asking = (requests: object, limits: object = {}, more: object = {}): SceneOptions => ({
  spec: { replicas: 3, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } },
  pod: { containers: [{ name: 'app', image: 'a:1', resources: { requests, limits } }], ...more },
});
const quota = (hard: object, used: object, spec: object = {}) => ({
  kind: 'ResourceQuota',
  metadata: { name: 'compute' },
  spec: { hard, ...spec },
  status: { hard, used },
});
const range = (limit: object) => ({ kind: 'LimitRange', metadata: { name: 'usual' }, spec: { limits: [limit] } });

describe('quantities', () => {
  it.each([
    ['250m', 0.25],
    ['1', 1],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['128974848', 128974848],
    ['129e6', 129e6],
    ['129M', 129e6],
    ['1k', 1000],
    ['1E', 1e18],
    [2, 2],
    ['', null],
    ['1Q', null],
    ['many', null],
  ])('%s is %d', (text, value) => expect(quantity(text)).toBe(value));

  it('are read as they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (milli) => {
        expect(quantity(`${milli}m`)).toBeCloseTo(milli / 1000, 9);
        expect(quantity(quantityText(milli / 1000, 'requests.cpu'))).toBeCloseTo(milli / 1000, 6);
      }),
    );
  });
});

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

  it('counts init containers, sidecars and overhead as Kubernetes does', () => {
    const cpu = (amount: string) => ({ resources: { requests: { cpu: amount } } });
    const initContainers = [
      { name: 'migrate', image: 'a:1', ...cpu('2') },
      { name: 'proxy', image: 'a:1', restartPolicy: 'Always', ...cpu('500m') },
    ];
    const options = asking({ cpu: '1' }, {}, { initContainers, overhead: { cpu: '250m' } });
    const said = found(sceneWith({ ...options, spec: { replicas: 1 } }), [quota({ cpu: '2' }, {})]);
    // Kubernetes' default lets no pod of a single one be missing, so the rollout needs another.
    expect(said.join()).toContain('cpu: 4500m needed');
  });

  it.each(['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'])(
    'of %s takes no pod of which one container has none',
    (name) => {
      const [, kind = 'requests', amount = name] = /^(requests|limits)\.(.*)$/.exec(name) ?? [];
      const pod = {
        containers: [
          { name: 'app', image: 'a:1', resources: { [kind]: { [amount]: '1' } } },
          { name: 'proxy', image: 'a:1' },
        ],
      };
      for (const strategy of ['canary', 'rolling', 'recreate']) {
        const said = found(sceneWith({ pod, strategy }), [quota({ [name]: '90Gi' }, {})]);
        expect(said.join()).toMatch(/^refuse: ResourceQuota compute lets no new pod .* \(container proxy: no /);
        expect(said.join()).toContain(`no ${name}`);
      }
      const usual = range({ type: 'Container', default: { [amount]: '1' } });
      expect(found(sceneWith({ pod }), [quota({ [name]: '90Gi' }, { [name]: '1' }), usual])).toEqual([]);
    },
  );

  it('goes by what is written for the pod as a whole', () => {
    const pod = (amounts: object) => ({ pod: { containers: [{ name: 'app', image: 'a:1' }], resources: amounts } });
    const whole = pod({ requests: { cpu: '2' }, limits: { cpu: '3', memory: '1Gi' } });
    const scene = sceneWith({ ...whole, spec: { replicas: 1 } });
    for (const name of ['requests.cpu', 'cpu', 'limits.cpu', 'requests.memory', 'limits.memory']) {
      expect(found(scene, [quota({ [name]: '90Gi' }, { [name]: '0' })]), name).toEqual([]);
    }
    expect(found(scene, [quota({ cpu: '1' }, {})]).join()).toContain('cpu: 4 needed, 1 left');
    expect(found(scene, [quota({ 'requests.memory': '1Gi' }, {})]).join()).toContain('2Gi needed');
  });

  it('counts huge pages under their own name', () => {
    const scene = sceneWith(asking({}, { 'hugepages-2Mi': '4Mi' }));
    const said = found(scene, [quota({ 'hugepages-2Mi': '12Mi' }, { 'hugepages-2Mi': '12Mi' })]);
    expect(said.join()).toContain('hugepages-2Mi: 12Mi needed, 0 left');
  });

  it('of other things does not demand them', () => {
    const hard = { 'requests.nvidia.com/gpu': '4', 'limits.ephemeral-storage': '1Gi', pods: '20' };
    expect(found(sceneWith(asking({})), [quota(hard, { pods: '3' })])).toEqual([]);
    const workers = [quota({ 'limits.cpu': '4' }, {}, { scopes: ['Terminating'] })];
    expect(found(sceneWith(asking({})), workers)).toEqual([]);
  });

  it('counts what the namespace gives a container that asks for nothing', () => {
    const usual = range({ type: 'Container', default: { memory: '1Gi' }, defaultRequest: { memory: '512Mi' } });
    const hard = { 'requests.memory': '1Gi' };
    expect(found(sceneWith(asking({})), [quota(hard, {}), usual]).join()).toContain('1.5Gi needed, 1Gi left');
  });
});

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
