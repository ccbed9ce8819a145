import { describe, expect, it } from 'vitest';
import { found, sceneWith } from '../../support/preflight-scene.ts';

const labels = { 'app.kubernetes.io/instance': 'shop', 'app.kubernetes.io/name': 'checkout' };
const scene = sceneWith({ labels });
const object = (kind: string, name: string, spec: object, metadata: object = {}) => ({
  kind,
  metadata: { name, ...metadata },
  spec,
});
const policy = (name: string, podSelector: object, more: object = {}) =>
  object('NetworkPolicy', name, { podSelector, ...more });
const everyone = [{}];

describe('network policies', () => {
  const named = (podSelector: object) => [{ from: [{ podSelector }] }];

  it('that would let no request reach the candidate stop the release', () => {
    const said = found(scene, [policy('deny', {}), policy('shop', { matchLabels: labels }, { ingress: everyone })]);
    expect(said[0]).toMatch(
      /^refuse: NetworkPolicy deny blocks all incoming .* shop opens it for stable only: no request would reach it/,
    );
  });

  it('that would let the candidate call nobody stop the release', () => {
    const egress = { policyTypes: ['Egress'] };
    const said = found(scene, [
      policy('deny', {}, egress),
      policy('shop', { matchLabels: labels }, { ...egress, egress: everyone }),
    ]);
    expect(said[0]).toMatch(/^refuse: .*it could call nobody/);
  });

  it('that let the candidate have something are only told', () => {
    const said = found(scene, [
      policy('mesh', {}, { ingress: everyone }),
      policy('shop', { matchLabels: labels }, { ingress: everyone }),
    ]);
    expect(said.map((each) => each.split(':')[0])).toEqual(['warn']);
  });

  it('of others that let stable in by its labels are told', () => {
    const ledger = policy('ledger', { matchLabels: { app: 'ledger' } }, { ingress: named({ matchLabels: labels }) });
    expect(found(scene, [ledger]).join()).toMatch(
      /warn: NetworkPolicy ledger lets stable's pods in but not the candidate's/,
    );
  });

  it('are told together, however many they are', () => {
    const all = ['a', 'b', 'c'].map((name) => policy(name, { matchLabels: labels }, { ingress: everyone }));
    const [told = '', ...more] = found(scene, all);
    expect(told).toMatch(/^warn: NetworkPolicies a, b and c select stable's pods but not the candidate's/);
    expect(more).toEqual([]);
  });

  it('of callers that let calls out to stable by its labels are told', () => {
    const edge = policy(
      'edge',
      { matchLabels: { app: 'edge' } },
      { egress: [{ to: [{ podSelector: { matchLabels: labels } }] }] },
    );
    expect(found(scene, [edge]).join()).toMatch(/NetworkPolicy edge allows calls to stable's pods but not/);
  });

  it.each([
    ['shop', true],
    ['other', false],
  ])('name pods of a namespace: %s', (namespace, told) => {
    const peer = {
      podSelector: { matchLabels: labels },
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    };
    const ledger = policy('ledger', { matchLabels: { app: 'ledger' } }, { ingress: [{ from: [peer] }] });
    expect(found(scene, [ledger]).length > 0).toBe(told);
  });
});

describe('policies of Cilium', () => {
  const cilium = (name: string, spec: object) => object('CiliumNetworkPolicy', name, spec);
  const app = 'app.kubernetes.io/name';
  const ofShop = { matchLabels: { 'k8s:app.kubernetes.io/instance': 'shop', [`any:${app}`]: 'checkout' } };
  const fromAll = [{ fromEntities: ['cluster'] }];

  it('that would let no request reach the candidate stop the release, as Kubernetes’ own do', () => {
    const deny = cilium('deny', { endpointSelector: {}, ingress: [{}] });
    const said = found(scene, [deny, cilium('shop', { endpointSelector: ofShop, ingress: fromAll })]);
    expect(said[0]).toMatch(
      /^refuse: NetworkPolicy deny \(Cilium\) blocks all incoming .* shop \(Cilium\) opens it for/,
    );
    const mixed = found(scene, [deny, policy('shop', { matchLabels: labels }, { ingress: everyone })]);
    expect(mixed[0]).toMatch(/^refuse: NetworkPolicy deny \(Cilium\) blocks all incoming/);
  });

  it('that let only stable in, or select only stable, are told', () => {
    const byName = { matchLabels: { [`k8s:${app}`]: 'checkout', 'k8s:io.kubernetes.pod.namespace': 'shop' } };
    const search = cilium('search', {
      endpointSelector: { matchLabels: { app: 'search' } },
      ingress: [{ fromEndpoints: [ofShop] }],
    });
    expect(found(scene, [search]).join()).toMatch(
      /^warn: NetworkPolicy search \(Cilium\) lets stable's pods in but not/,
    );
    const own = { endpointSelector: ofShop, egress: [{ toEndpoints: [byName] }] };
    expect(found(scene, [{ ...cilium('own', {}), spec: undefined, specs: [own] }]).join()).toMatch(
      /^warn: NetworkPolicy own \(Cilium\) selects stable's pods but not the candidate's/,
    );
  });

  it('that deny nothing by themselves, or are for nodes, stop nothing', () => {
    const soft = { endpointSelector: {}, ingress: [{}], enableDefaultDeny: { ingress: false } };
    const shop = cilium('shop', { endpointSelector: ofShop, ingress: fromAll });
    expect(found(scene, [cilium('soft', soft), shop]).join()).not.toMatch(/refuse/);
    expect(found(scene, [cilium('node', { nodeSelector: {}, ingress: [{}] })])).toEqual([]);
  });
});
