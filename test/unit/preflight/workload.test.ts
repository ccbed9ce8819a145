import { describe, expect, it } from 'vitest';
import { found, type SceneOptions, sceneWith } from '../../support/preflight-scene.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const antiAffinity = (term: object) => ({
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
});
const likeCheckout = { matchLabels: { app: 'checkout' } };

const as = (kind: string) => ({ workload: { ...exampleTarget().workload, kind } });

/** A StatefulSet with this update strategy. */
function setOf(type: string, partition = 0): SceneOptions {
  const updateStrategy = { type, ...(partition > 0 ? { rollingUpdate: { partition } } : {}) };
  return { spec: { updateStrategy }, strategy: 'rolling', target: as('stateful-set') };
}

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
    [
      'replaces no pod by itself',
      setOf('OnDelete'),
      'refuse: StatefulSet checkout has the update strategy OnDelete.*Rolling',
    ],
    [
      'is a DaemonSet that replaces no pod by itself',
      { ...setOf('OnDelete'), target: as('daemon-set') },
      'refuse: DaemonSet checkout has the update strategy OnDelete',
    ],
    [
      'keeps pods of the old version',
      setOf('RollingUpdate', 2),
      'refuse: .*leaves its first 2 pods on the old version.*to 0',
    ],
    [
      'keeps a pod of the old version, for recreate',
      { ...setOf('RollingUpdate', 1), strategy: 'recreate' },
      'refuse: .*leaves its first pod on the old version',
    ],
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
      'mounts the image that is released',
      { pod: { volumes: [{ name: 'assets', image: { reference: 'registry.example/checkout:2.4.0' } }] } },
      'warn: The volume assets of Deployment checkout is an image of the repository',
    ],
    [
      'waits for what knows the pods of its Service',
      { pod: { readinessGates: [{ conditionType: 'balancer.example/known' }] } },
      'warn: .*readiness gate balancer.example/known.*never get ready.*"with rolling"',
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

  it('takes a port of its node, which the old pod frees first', () => {
    const pod = { containers: [{ name: 'app', image: 'a:1', ports: [{ containerPort: 80, hostPort: 8080 }] }] };
    const strategy = { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } };
    expect(found(sceneWith({ pod, spec: { strategy }, strategy: 'rolling' }))).toEqual([]);
    expect(found(sceneWith({ pod, strategy: 'recreate' }))).toEqual([]);
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
