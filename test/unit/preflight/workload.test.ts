import { describe, expect, it } from 'vitest';
import { found, type SceneOptions, sceneWith } from '../../support/preflight-scene.ts';

const claim = (name: string, ...accessModes: string[]) => ({
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: { accessModes },
});
const mounting = (claimName: string): SceneOptions => ({
  pod: {
    containers: [{ name: 'app', image: 'a:1', volumeMounts: [{ name: 'data' }] }],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
  },
});
const antiAffinity = (term: object) => ({
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
});
const likeCheckout = { matchLabels: { app: 'checkout' } };

describe('a workload that cannot be released like this', () => {
  const cases: [string, SceneOptions, string][] = [
    ['is paused', { spec: { paused: true } }, 'refuse: Deployment checkout is paused'],
    [
      'is paused, for rolling',
      { spec: { paused: true }, strategy: 'rolling' },
      'refuse: Deployment checkout is paused',
    ],
    ['is paused, for recreate', { spec: { paused: true }, strategy: 'recreate' }, 'rollout resume deployment/checkout'],
    ['is being deleted', { metadata: { deletionTimestamp: '2026-11-20T00:00:00Z' } }, 'is being deleted'],
    ['says Recreate', { spec: { replicas: 1, strategy: { type: 'Recreate' } } }, 'refuse: .*Recreate.*"with recreate"'],
    ['says Recreate, for rolling', { spec: { strategy: { type: 'Recreate' } }, strategy: 'rolling' }, 'warn: .*down'],
    [
      'lets no second pod start beside its only one',
      { spec: { replicas: 1, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } } },
      'warn: .*one pod and maxSurge 0.*"with recreate"',
    ],
    [
      'takes a port of its node, for rolling',
      {
        pod: { containers: [{ name: 'app', image: 'a:1', ports: [{ containerPort: 80, hostPort: 8080 }] }] },
        spec: { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
        strategy: 'rolling',
      },
      'warn: .*port 8080 of its node.*the new pod needs a node.*"with recreate"',
    ],
    [
      'takes a port of its node',
      { pod: { containers: [{ name: 'app', image: 'a:1', ports: [{ containerPort: 80, hostPort: 8080 }] }] } },
      'warn: .*port 8080 of its node.*3 nodes',
    ],
    [
      'is in the network of its node',
      {
        pod: {
          hostNetwork: true,
          containers: [{ name: 'app', image: 'a:1', ports: [{ containerPort: 9090 }] }],
        },
      },
      'port 9090 of its node',
    ],
    [
      'keeps its pods on nodes of their own, counted by a label that the candidate has as well',
      {
        labels: { app: 'checkout', tier: 'web' },
        pod: antiAffinity({
          labelSelector: { matchLabels: { tier: 'web' } },
          topologyKey: 'topology.kubernetes.io/zone',
        }),
      },
      'on a zone of its own .*up to 3 more',
    ],
    [
      'keeps its pods on nodes of their own',
      { pod: antiAffinity({ labelSelector: likeCheckout, topologyKey: 'kubernetes.io/hostname' }) },
      'warn: .*on a node of its own',
    ],
    [
      'mounts a disk of an old type',
      { spec: { replicas: 1 }, pod: { volumes: [{ name: 'disk', gcePersistentDisk: { pdName: 'd' } }] } },
      'refuse: .*the volume disk \\(gcePersistentDisk\\)',
    ],
    [
      'writes to its node',
      {
        spec: { replicas: 1 },
        pod: {
          containers: [{ name: 'app', image: 'a:1', volumeMounts: [{ name: 'data' }] }],
          volumes: [{ name: 'data', hostPath: { path: '/srv/data' } }],
        },
      },
      'warn: .*/srv/data of its node',
    ],
    [
      'takes longer than may be waited for',
      { spec: { replicas: 10, minReadySeconds: 30, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } } },
      'refuse: .*270 s at least, and `limits.ready` is 120 s',
    ],
    [
      'has the version in its selector',
      { labels: { app: 'checkout', version: 'v2.4.0' } },
      'note: .*version=v2.4.0.*keep that label',
    ],
    ['has no Service', { service: null }, 'warn: .*both versions take work at the same time'],
    [
      'is not behind its Service',
      { service: { selector: { app: 'chekout' } } },
      'refuse: Service checkout selects app=chekout and none of the pods of Deployment checkout',
    ],
    ['has a Service that selects nothing', { service: { selector: {} } }, 'refuse: Service checkout has no selector'],
    ['has a Service that selects nothing, for rolling', { service: { selector: {} }, strategy: 'rolling' }, 'warn: '],
  ];
  it.each(cases)('%s', (_what, options, said) => {
    expect(found(sceneWith(options)).join('\n')).toMatch(new RegExp(said));
  });

  it.each([
    ['refuse', 1, 'ReadWriteOnce', 'canary'],
    ['refuse', 1, 'ReadWriteOncePod', 'canary'],
    ['warn', 2, 'ReadWriteOnce', 'canary'],
    ['warn', 1, 'ReadWriteOnce', 'rolling'],
    ['refuse', 1, 'ReadWriteOncePod', 'rolling'],
    [null, 1, 'ReadWriteMany', 'canary'],
    [null, 1, 'ReadOnlyMany', 'canary'],
    [null, 1, 'ReadWriteOnce', 'recreate'],
  ])('mounts a claim: %s with %i pods, %s, %s', (severity, replicas, mode, strategy) => {
    const scene = sceneWith({ ...mounting('index'), spec: { replicas }, strategy });
    const said = found(scene, [claim('index', mode), claim('other', 'ReadWriteOnce')]);
    expect(said.map((each) => each.split(':')[0])).toEqual(severity === null ? [] : [severity]);
    if (severity) expect(said[0]).toContain('the claim index');
  });

  it('mounts a claim for many readers: alone one that only reads is well', () => {
    const modes = claim('index', 'ReadWriteOnce', 'ReadOnlyMany');
    const mounted = (readOnly: boolean, ofClaim = false) =>
      sceneWith({
        spec: { replicas: 1 },
        pod: {
          containers: [{ name: 'app', image: 'a:1', volumeMounts: [{ name: 'data', readOnly }] }],
          volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'index', readOnly: ofClaim } }],
        },
      });
    expect(found(mounted(false), [modes]).join()).toMatch(/^refuse: .*the claim index/);
    expect(found(mounted(true), [modes])).toEqual([]);
    expect(found(mounted(false, true), [modes])).toEqual([]);
  });

  it('has a claim as a raw block, which is there to be written', () => {
    const pod = {
      containers: [{ name: 'app', image: 'a:1', volumeDevices: [{ name: 'data', devicePath: '/dev/xvda' }] }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'index' } }],
    };
    const said = found(sceneWith({ spec: { replicas: 1 }, pod }), [claim('index', 'ReadWriteOnce', 'ReadOnlyMany')]);
    expect(said.join()).toMatch(/^refuse: .*the claim index/);
  });

  it('takes a port of its node, which the old pod frees first', () => {
    const pod = { containers: [{ name: 'app', image: 'a:1', ports: [{ containerPort: 80, hostPort: 8080 }] }] };
    const strategy = { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } };
    expect(found(sceneWith({ pod, spec: { strategy }, strategy: 'rolling' }))).toEqual([]);
    expect(found(sceneWith({ pod, strategy: 'recreate' }))).toEqual([]);
  });

  it('is not disturbed by what only one node may mount where the old pod goes first', () => {
    const rollingUpdate = { maxSurge: 0, maxUnavailable: 1 };
    const scene = sceneWith({
      ...mounting('index'),
      spec: { replicas: 1, strategy: { rollingUpdate } },
      strategy: 'rolling',
    });
    expect(found(scene, [claim('index', 'ReadWriteOncePod')])).toEqual([]);
  });

  it('is well where the rule that keeps pods apart goes by template', () => {
    const term = { labelSelector: likeCheckout, topologyKey: 'zone', matchLabelKeys: ['pod-template-hash'] };
    expect(found(sceneWith({ pod: antiAffinity(term) }))).toEqual([]);
  });

  it.each([
    [{ namespaces: ['other'] }, 0],
    [{ namespaces: ['other', 'shop'] }, 1],
    [{ namespaces: ['other'], namespaceSelector: {} }, 1],
    [{ namespaceSelector: {} }, 1],
  ])('keeps its pods apart from those of %j', (places, count) => {
    const term = { labelSelector: likeCheckout, topologyKey: 'zone', ...places };
    expect(found(sceneWith({ pod: antiAffinity(term) }))).toHaveLength(count);
  });

  it('is told all that stands in the way, not only the first', () => {
    const said = found(sceneWith({ spec: { replicas: 1, paused: true, strategy: { type: 'Recreate' } } }));
    expect(said.filter((each) => each.startsWith('refuse'))).toHaveLength(2);
  });
});

describe('names', () => {
  const named = (name: string, service: string | null = 'checkout') =>
    found(sceneWith({ target: { workload: { name, container: 'app', service, port: 8080 } } }));

  it('may be as long as Kubernetes takes them, with what is added', () => {
    expect(named('a'.repeat(63), 'b'.repeat(53))).toEqual([]);
    expect(named('a'.repeat(64)).join()).toMatch(/refuse: .*carry as a label.*64 characters.*63/);
    expect(named('a'.repeat(233)).join()).toMatch(/the candidate's name.*243 characters.*242/);
    expect(named('checkout', 'b'.repeat(54)).join()).toMatch(/its Service.*64 characters.*63/);
  });

  it('may be taken by nobody else', () => {
    const metadata = { name: 'checkout-candidate' };
    const template = { metadata: { labels: { app: 'other' } }, spec: { containers: [] } };
    const foreign = [
      { kind: 'Deployment', metadata, spec: { template } },
      { kind: 'Service', metadata, spec: { selector: { app: 'other' } } },
    ];
    expect(found(sceneWith(), foreign).map((each) => each.slice(0, 50))).toEqual([
      'refuse: Deployment checkout-candidate exists alrea',
      'refuse: Service checkout-candidate exists already,',
    ]);
    expect(found(sceneWith({ strategy: 'rolling' }), foreign)).toEqual([]);
  });

  it('may be those of a candidate of Sluice', () => {
    const metadata = { name: 'checkout-candidate', labels: { 'sluice.dev/track': 'candidate' } };
    const template = { metadata: { labels: { app: 'checkout' } }, spec: { containers: [] } };
    expect(found(sceneWith(), [{ kind: 'Deployment', metadata, spec: { template } }])).toEqual([]);
  });
});
