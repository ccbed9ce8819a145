import { describe, expect, it } from 'vitest';
import { apartOf, withBestApart } from '../../../src/preflight/preflight.ts';
import { aroundOf, found, sceneWith } from '../../support/preflight-scene.ts';

const labels = { 'app.kubernetes.io/instance': 'shop', 'app.kubernetes.io/name': 'checkout' };
const byName = { 'app.kubernetes.io/name': 'checkout' };
const scene = sceneWith({ labels });
const object = (kind: string, name: string, spec: object, metadata: object = {}) => ({
  kind,
  metadata: { name, ...metadata },
  spec,
});
const service = (name: string, selector: object, metadata: object = {}) =>
  object('Service', name, { selector }, metadata);
const policy = (name: string, podSelector: object, more: object = {}) =>
  object('NetworkPolicy', name, { podSelector, ...more });

describe('the candidate is set apart by a label of the Service', () => {
  it('which the plan does not name where the first will do', () => {
    expect(scene.candidate?.apart).toEqual({
      key: 'app.kubernetes.io/instance',
      stable: 'shop',
      candidate: 'shop-candidate',
    });
    expect(apartOf(withBestApart(scene, {}))).toEqual({});
  });

  it('which is the one that keeps it out of other Services', () => {
    const around = aroundOf([service('checkout', labels), service('checkout-internal', byName)]);
    const best = withBestApart(scene, around);
    expect(apartOf(best)).toEqual({ apart: 'app.kubernetes.io/name' });
    expect(best.candidate?.labels).toMatchObject({
      'app.kubernetes.io/instance': 'shop',
      'app.kubernetes.io/name': 'checkout-candidate',
    });
  });

  it('or the one by which no policy goes', () => {
    const byInstance = { 'app.kubernetes.io/instance': 'shop' };
    const around = aroundOf([
      policy('shop', { matchLabels: byInstance }),
      object('PodDisruptionBudget', 'shop', { selector: { matchLabels: byInstance } }),
    ]);
    expect(apartOf(withBestApart(scene, around))).toEqual({ apart: 'app.kubernetes.io/name' });
  });

  it('of which a long or empty value still makes a label', () => {
    const long = sceneWith({ labels: { app: 'a'.repeat(63) } });
    expect(long.candidate?.apart?.candidate).toMatch(/^a{53}-candidate$/);
    expect(sceneWith({ labels: { app: '' } }).candidate?.apart?.candidate).toBe('candidate');
  });

  it('and by none where it stands behind the Service', () => {
    const behind = sceneWith({ labels, router: 'pods' });
    expect(behind.candidate?.apart).toBeNull();
    expect(found(behind, [policy('shop', { matchLabels: labels })])).toEqual([]);
  });
});

describe('what holds for one version’s pods and not for the other’s', () => {
  it.each([
    ['a Service that finds both', service('internal', byName), /Service internal selects the candidate's pods too/],
    ['a Service that finds stable alone', service('metrics', labels), /Service metrics selects stable's pods but not/],
    [
      'a budget',
      object('PodDisruptionBudget', 'checkout', { selector: { matchLabels: labels } }),
      /PodDisruptionBudget checkout covers stable's pods but not the candidate's.*instance In \(shop, shop-candidate\)/,
    ],
    [
      'a budget by expression, the other way round',
      object('PodDisruptionBudget', 'rest', {
        selector: { matchExpressions: [{ key: 'app.kubernetes.io/instance', operator: 'NotIn', values: ['shop'] }] },
      }),
      /covers the candidate's pods but not stable's/,
    ],
    [
      'a NetworkPolicy',
      policy('checkout', { matchLabels: labels }),
      /NetworkPolicy checkout selects stable's pods but not/,
    ],
    [
      'an AuthorizationPolicy',
      object('AuthorizationPolicy', 'checkout', { selector: { matchLabels: labels } }),
      /AuthorizationPolicy checkout selects stable's pods but not/,
    ],
    [
      'an AuthorizationPolicy of the Service',
      object('AuthorizationPolicy', 'way', { targetRefs: [{ kind: 'Service', group: '', name: 'checkout' }] }),
      /way is attached to Service checkout but not to checkout-candidate/,
    ],
    [
      'a Sidecar',
      object('Sidecar', 'checkout', { workloadSelector: { labels } }),
      /Sidecar checkout selects stable's pods/,
    ],
    [
      'a PodMonitor',
      object('PodMonitor', 'shop', { selector: { matchLabels: labels } }),
      /PodMonitor shop has stable's/,
    ],
  ])('is told: %s', (_what, other, said) => {
    const all = found(scene, [other]);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatch(/^(?:warn|note): .* → \w/);
    expect(all[0]).toMatch(said);
  });

  it('is told of a ServiceMonitor, which knows the candidate’s Service by no label', () => {
    const monitor = object('ServiceMonitor', 'shop', { selector: { matchLabels: { team: 'payments' } } });
    const front = service('checkout', labels, { labels: { team: 'payments' } });
    expect(found(scene, [front, monitor]).join()).toContain("ServiceMonitor shop has stable's pods scraped");
    const headless = service('checkout-pods', { 'app.kubernetes.io/instance': 'shop-candidate' }, front.metadata);
    expect(found(scene, [front, headless, monitor]).join()).not.toContain('ServiceMonitor');
  });

  it.each([
    ['all pods', object('AuthorizationPolicy', 'all', {})],
    ['all pods of the namespace', policy('all', {})],
    ['pods by a label that both have', policy('name', { matchLabels: byName })],
    [
      'pods by either value',
      object('PodDisruptionBudget', 'both', {
        selector: {
          matchExpressions: [{ key: 'app.kubernetes.io/instance', operator: 'In', values: ['shop', 'shop-candidate'] }],
        },
      }),
    ],
    ['other pods', service('search', { app: 'search' })],
    ['no pods by itself', object('Service', 'outside', { type: 'ExternalName' })],
  ])('is not what chooses %s', (_what, other) => {
    expect(found(scene, [other])).toEqual([]);
  });
});

describe('what could not be looked at', () => {
  it('is said in one sentence, with what to do, and is no obstacle', () => {
    const unseen = ['networkpolicies', 'resourcequotas'].map((resource) => ({ resource, why: 'forbidden' as const }));
    const late = { resource: 'services', why: { detail: 'no answer within 5 s' } };
    expect(found(scene, [], [...unseen, late])).toEqual([
      "note: Whether networkpolicies and resourcequotas in shop stand in the way can't be told: Sluice may not list them → bind the current ClusterRole sluice-releaser in shop: manifests/kubernetes/rbac",
      "note: Whether services in shop stand in the way can't be told: no answer within 5 s → look at them yourself, or ask again",
    ]);
  });
});

describe('a Sidecar of callers', () => {
  const calling = (...hosts: string[]) =>
    object('Sidecar', 'edge', { workloadSelector: { labels: { app: 'edge' } }, egress: [{ hosts }] });

  it.each([
    [['./checkout.shop.svc.cluster.local'], true],
    [['shop/checkout', 'istio-system/*'], true],
    [['./checkout.shop.svc.cluster.local', './checkout-candidate.shop.svc.cluster.local'], false],
    [['./checkout.shop.svc.cluster.local', './*'], false],
    [['*/*.shop.svc.cluster.local', './checkout'], false],
    [['*/*.other.svc.cluster.local', './checkout'], true],
    [['other/checkout.shop.svc.cluster.local'], false],
    [['./search.shop.svc.cluster.local'], false],
  ])('that may call %s: told %s', (hosts, told) => {
    const said = found(scene, [calling(...hosts)]).join();
    expect(said.includes('Sidecar edge lets its pods call the host checkout and not checkout-candidate')).toBe(told);
  });
});
