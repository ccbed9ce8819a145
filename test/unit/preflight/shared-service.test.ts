import { describe, expect, it } from 'vitest';
import { found, sceneWith } from '../../support/preflight-scene.ts';

const pods = (labels: Record<string, string>, ports: object[] = []) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'app', ports }] },
});
const maker = (kind: string, name: string, template: object, replicas?: number) => ({
  kind,
  metadata: { name },
  spec: { template, ...(replicas === undefined ? {} : { replicas }) },
});
const stable = maker('Deployment', 'checkout', pods({ app: 'checkout', version: 'v1' }), 2);
const second = maker('Deployment', 'checkout-v2', pods({ app: 'checkout', version: 'v2' }), 4);
const scene = (router: 'host' | 'pods' = 'host', strategy = 'canary', service = {}) =>
  sceneWith({
    labels: { app: 'checkout', version: 'v1' },
    service: { selector: { app: 'checkout' }, ...service },
    router,
    strategy,
  });
const pod = (name: string, owner: { kind: string; name: string } | null, labels: Record<string, string> = {}) => ({
  kind: 'Pod',
  metadata: {
    name,
    labels: { app: 'checkout', ...labels },
    ...(owner ? { ownerReferences: [{ ...owner, controller: true }] } : {}),
  },
  spec: { containers: [{ name: 'app' }] },
  status: { phase: 'Running' },
});

describe('what stands behind the Service beside the workload', () => {
  it.each(['host', 'pods'] as const)('stops a canary by %s, with names and sizes', (router) => {
    const [said = '', ...more] = found(scene(router), [stable, second]);
    expect(more).toEqual([]);
    expect(said).toMatch(/^refuse: Service checkout has other pods .*Deployment checkout-v2 \(4 pods\)/);
    expect(said).toMatch(/→ give checkout a Service .*"with rolling" or "with recreate"/);
  });

  it('may be a StatefulSet or a DaemonSet', () => {
    const others = [
      maker('StatefulSet', 'checkout-db', pods({ app: 'checkout' }), 1),
      maker('DaemonSet', 'checkout-edge', pods({ app: 'checkout' })),
    ];
    expect(found(scene(), [stable, ...others]).join()).toContain(
      'StatefulSet checkout-db (1 pod) and DaemonSet checkout-edge',
    );
  });

  it('may be a pod of hand, or of a controller that Sluice does not know', () => {
    const strays = [
      pod('debug', null),
      pod('canary-1', { kind: 'Rollout', name: 'checkout-rollout' }),
      pod('canary-2', { kind: 'Rollout', name: 'checkout-rollout' }),
      pod('checkout-abc-1', { kind: 'ReplicaSet', name: 'checkout-abc' }, { 'pod-template-hash': 'abc' }),
      pod('ended', null, {}),
    ];
    const [, , , , ended] = strays;
    if (ended) ended.status = { phase: 'Succeeded' };
    expect(found(scene(), [stable, ...strays]).join()).toContain('Pod debug and Rollout checkout-rollout (2 pods)');
  });

  it('may be pods that somebody has given the labels, though their workload gives them others', () => {
    const search = maker('Deployment', 'search', pods({ app: 'search' }), 3);
    const hash = { 'pod-template-hash': 'abc' };
    const own = pod('checkout-abc-1', { kind: 'ReplicaSet', name: 'checkout-abc' }, hash);
    const labelled = pod('search-abc-1', { kind: 'ReplicaSet', name: 'search-abc' }, hash);
    expect(found(scene(), [stable, search, own])).toEqual([]);
    expect(found(scene(), [stable, search, own, labelled]).join()).toMatch(/^refuse: .*: Deployment search\. A share/);
  });

  it('is known by its pods where nobody may list what has made them', () => {
    const hash = { 'pod-template-hash': 'abc' };
    const own = pod('checkout-abc-1', { kind: 'ReplicaSet', name: 'checkout-abc' }, hash);
    expect(found(scene(), [own])).toEqual([]);
    expect(found(scene(), [own, pod('migrate-1', { kind: 'Job', name: 'migrate' })]).join()).toContain(
      ': Job migrate.',
    );
  });

  it('is nothing that has no pods, no port of the Service, or other labels', () => {
    const named = { ports: [{ port: 80, targetPort: 'http' }] };
    const worker = maker(
      'Deployment',
      'checkout-worker',
      pods({ app: 'checkout' }, [{ name: 'admin', containerPort: 1 }]),
      2,
    );
    const off = maker('Deployment', 'checkout-off', pods({ app: 'checkout' }), 0);
    const other = maker('Deployment', 'search', pods({ app: 'search' }), 3);
    const candidate = {
      ...maker('Deployment', 'checkout-candidate', pods({ app: 'checkout' }), 1),
      metadata: { name: 'checkout-candidate', labels: { 'sluice.dev/track': 'candidate' } },
    };
    const pod = { containers: [{ name: 'app', image: 'a:1', ports: [{ name: 'http', containerPort: 8080 }] }] };
    const here = sceneWith({ service: named, pod });
    expect(found(here, [stable, worker, off, other, candidate])).toEqual([]);
  });

  it.each(['rolling', 'recreate'])('is nothing to %s, which takes nobody else’s share', (strategy) => {
    expect(found(scene('host', strategy), [stable, second])).toEqual([]);
  });
});
