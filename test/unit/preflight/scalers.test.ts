import { describe, expect, it } from 'vitest';
import { found, sceneWith } from '../../support/preflight-scene.ts';

const vertical = (updateMode: string | null, target?: object, name = 'checkout') => ({
  kind: 'VerticalPodAutoscaler',
  metadata: { name: 'size' },
  spec: {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    ...(updateMode === null ? {} : { updatePolicy: { updateMode } }),
  },
  ...(target ? { status: { recommendation: { containerRecommendations: [{ containerName: 'app', target }] } } } : {}),
});
const asking = (requests: object) => ({
  pod: { containers: [{ name: 'app', image: 'a:1', resources: { requests } }] },
});
const small = asking({ cpu: '250m', memory: '512Mi' });

describe('a VerticalPodAutoscaler of the workload', () => {
  it.each(['Auto', 'Initial', 'Recreate', 'InPlaceOrRecreate', null])('is told in the mode %s', (mode) => {
    const [said] = found(sceneWith(small), [vertical(mode, { cpu: '500m', memory: '1Gi' })]);
    expect(said).toMatch(
      /^warn: VerticalPodAutoscaler size \(\w+\) sizes the pods of Deployment checkout and not those of the candidate.*app: cpu 250m instead of 500m and app: memory 512Mi instead of 1Gi/,
    );
  });

  it.each([
    ['only recommends', vertical('Off', { cpu: '2' })],
    ['is of another workload', vertical('Auto', { cpu: '2' }, 'search')],
  ])('is none of the release’s where it %s', (_what, object) => {
    expect(found(sceneWith(small), [object])).toEqual([]);
  });

  it('is only noted where the candidate has enough, or nothing is known', () => {
    expect(found(sceneWith(small), [vertical('Auto', { cpu: '100m', memory: '512Mi' })])).toEqual([
      expect.stringMatching(/^note: .*cpu 250m instead of 100m\): the two are compared unequal/),
    ]);
    expect(found(sceneWith(small), [vertical('Auto', { cpu: '250m', memory: '512Mi' })])).toEqual([
      expect.stringMatching(/^note: /),
    ]);
    expect(found(sceneWith(small), [vertical('Auto')])).toEqual([expect.stringContaining('recommends nothing yet')]);
  });

  it('counts what the template does not ask for as nothing', () => {
    expect(found(sceneWith(), [vertical('Auto', { memory: '1Gi' })])[0]).toContain('app: no memory instead of 1Gi');
  });

  it('sizes new pods of the workload itself, so that nothing is said without a copy', () => {
    expect(found(sceneWith({ ...small, strategy: 'rolling' }), [vertical('Auto', { cpu: '2' })])).toEqual([]);
  });
});

describe('KEDA that is paused already', () => {
  const scaled = (annotations: object, scaleTargetRef: object = { name: 'checkout' }) => ({
    kind: 'ScaledObject',
    metadata: { name: 'by-queue', annotations },
    spec: { scaleTargetRef },
  });
  const paused = { 'autoscaling.keda.sh/paused': 'true' };

  it.each([
    ['canary', paused, /^note: KEDA \(ScaledObject by-queue\) is paused: nobody decides/],
    ['canary', { 'autoscaling.keda.sh/paused-replicas': '3' }, /^note: .*keeps Deployment checkout at 3 pods →/],
    ['recreate', { 'autoscaling.keda.sh/paused-replicas': '3' }, /^warn: .*also while the release has scaled it to 0/],
  ])('is told to %s: %j', (strategy, annotations, words) => {
    expect(found(sceneWith({ strategy }), [scaled(annotations)])).toEqual([expect.stringMatching(words)]);
  });

  it.each([
    ['is not paused', scaled({})],
    ['was paused', scaled({ 'autoscaling.keda.sh/paused': 'false' })],
    ['is of another workload', scaled(paused, { name: 'search' })],
    ['is of another kind of workload', scaled(paused, { kind: 'StatefulSet', name: 'checkout' })],
  ])('is not told where it %s', (_what, object) => {
    expect(found(sceneWith(), [object])).toEqual([]);
  });
});

describe('rules of where pods may run', () => {
  const spread = (more: object) => ({
    pod: {
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', ...more }],
    },
  });
  const byApp = { labelSelector: { matchLabels: { app: 'checkout' } }, whenUnsatisfiable: 'DoNotSchedule' };

  it('are told where they count stable and not the candidate', () => {
    expect(found(sceneWith(spread(byApp)))).toEqual([
      expect.stringMatching(/^note: .*topology\.kubernetes\.io\/zone \(DoNotSchedule\).*not the candidate's/),
    ]);
  });

  it.each([
    ['may be broken', { ...byApp, whenUnsatisfiable: 'ScheduleAnyway' }],
    ['go by template', { ...byApp, matchLabelKeys: ['pod-template-hash'] }],
    ['count both', { ...byApp, labelSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }],
    ['count nobody', { whenUnsatisfiable: 'DoNotSchedule' }],
  ])('are not told where they %s', (_what, more) => {
    expect(found(sceneWith(spread(more)))).toEqual([]);
  });
});

describe('devices', () => {
  it('that a pod takes of its node must be there for the candidate as well', () => {
    const resources = { limits: { 'nvidia.com/gpu': 1, cpu: '1', 'hugepages-2Mi': '4Mi' } };
    const pod = { containers: [{ name: 'app', image: 'a:1', resources }] };
    expect(found(sceneWith({ pod }))).toEqual([
      expect.stringMatching(
        /^note: Each pod .* takes devices \(nvidia\.com\/gpu\): nodes must have them free for 3 pods more/,
      ),
    ]);
    expect(found(sceneWith({ pod, strategy: 'rolling' }))).toEqual([]);
  });

  it('that are claimed by name are shared with stable', () => {
    const pod = {
      resourceClaims: [
        { name: 'gpu', resourceClaimName: 'big-gpu' },
        { name: 'b', resourceClaimTemplateName: 't' },
      ],
    };
    expect(found(sceneWith({ pod }))).toEqual([
      expect.stringMatching(/^warn: .*uses the ResourceClaim big-gpu: .*"with recreate"/),
      expect.stringMatching(/^note: .*devices \(t\)/),
    ]);
  });
});

describe('an autoscaler of the candidate', () => {
  const horizontal = (name: string, more: object = {}, metadata: object = {}) => ({
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'by-cpu', ...metadata },
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, maxReplicas: 9, ...more },
  });
  const scaled = {
    kind: 'ScaledObject',
    metadata: { name: 'q' },
    spec: { scaleTargetRef: { name: 'checkout-candidate' } },
  };

  it.each([
    ['host', horizontal('checkout-candidate'), 'HorizontalPodAutoscaler by-cpu scales', 'the pods for its share'],
    ['pods', scaled, 'ScaledObject q scales', 'its share, which is that of the pods'],
  ] as const)('is told, with %s', (router, object, who, what) => {
    expect(found(sceneWith({ router }), [object])).toEqual([
      `warn: ${who} Deployment checkout-candidate, which the release makes: the candidate may lose ${what} → remove it, or name another workload there`,
    ]);
    expect(found(sceneWith({ router, strategy: 'rolling' }), [object])).toEqual([]);
  });

  it('is told once where KEDA has made it', () => {
    const made = horizontal('checkout-candidate', {}, { ownerReferences: [{ kind: 'ScaledObject', name: 'q' }] });
    expect(found(sceneWith(), [scaled, made])).toEqual([expect.stringContaining('ScaledObject q scales')]);
  });

  it('is any that finds its pods by the labels of stable, and asks pods', () => {
    const cpu = { metrics: [{ type: 'Resource' }] };
    const queue = { metrics: [{ type: 'External' }] };
    const counts = /^note: HorizontalPodAutoscaler by-cpu counts the candidate's pods as Deployment checkout's/;
    for (const more of [cpu, {}])
      expect(found(sceneWith({ router: 'pods' }), [horizontal('checkout', more)])).toEqual([
        expect.stringMatching(counts),
      ]);
    expect(found(sceneWith({ router: 'pods' }), [horizontal('checkout', queue)])).toEqual([]);
    expect(found(sceneWith({ router: 'pods' }), [horizontal('search', cpu)])).toEqual([]);
    // Its pods have another value of the one label.
    expect(found(sceneWith({ router: 'host' }), [horizontal('checkout', cpu)])).toEqual([]);
  });
});

describe('a PodDisruptionBudget that the candidate counts to', () => {
  const budget = (spec: object) => ({
    kind: 'PodDisruptionBudget',
    metadata: { name: 'guard' },
    spec: { selector: { matchLabels: { app: 'checkout' } }, ...spec },
  });

  it('is told where it wants a number of pods', () => {
    expect(found(sceneWith({ router: 'pods' }), [budget({ minAvailable: 3 })])).toEqual([
      expect.stringMatching(
        /^note: PodDisruptionBudget guard counts the candidate's pods to those that must be available/,
      ),
    ]);
  });

  it.each([{ minAvailable: '50%' }, { maxUnavailable: 1 }, { minAvailable: 0 }])('is none with %j', (spec) => {
    expect(found(sceneWith({ router: 'pods' }), [budget(spec)])).toEqual([]);
  });
});
