import { describe, expect, it } from 'vitest';
import { configurationOwner } from '../../../src/owners/configuration.ts';
import type { KubeObject, ObjectMeta } from '../../../src/platform/kube.ts';

const object = (metadata: Partial<ObjectMeta>, more: Record<string, unknown> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'checkout-keys', ...metadata },
  ...more,
});
const owner = { apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret', name: 'checkout-keys', uid: '1' };

describe('who writes a ConfigMap or Secret', () => {
  it.each<[string, KubeObject]>([
    ['SealedSecret checkout-keys', object({ ownerReferences: [owner] })],
    ['External Secrets', object({ labels: { 'reconcile.external-secrets.io/managed': 'true' } })],
    ['External Secrets', object({ managedFields: [{ manager: 'external-secrets' }] })],
    ['Sealed Secrets', object({ annotations: { 'sealedsecrets.bitnami.com/cluster-wide': 'true' } })],
    ['cert-manager', object({ annotations: { 'cert-manager.io/certificate-name': 'checkout' } })],
    ['the Vault Secrets Operator', object({ labels: { 'app.kubernetes.io/managed-by': 'hashicorp-vso' } })],
    ['the Secrets Store CSI driver', object({ labels: { 'secrets-store.csi.k8s.io/managed': 'true' } })],
    ['Reflector', object({ annotations: { 'reflector.v1.k8s.emberstack.com/reflects': 'shop/keys' } })],
    ['the Replicator', object({ annotations: { 'replicator.v1.mittwald.de/replicate-from': 'shop/keys' } })],
    ['Helm', object({ labels: { 'app.kubernetes.io/managed-by': 'Helm' } })],
    ['Helm (shop)', object({ annotations: { 'meta.helm.sh/release-name': 'shop' } })],
    [
      'Argo CD (shop)',
      object({ annotations: { 'argocd.argoproj.io/tracking-id': 'shop:/Secret:shop/checkout-keys' } }),
    ],
    ['Flux (Kustomization shop)', object({ labels: { 'kustomize.toolkit.fluxcd.io/name': 'shop' } })],
    ['Kubernetes', object({ name: 'kube-root-ca.crt' })],
    ['Kubernetes', object({}, { type: 'kubernetes.io/service-account-token' })],
    ['Istio', object({ name: 'istio-ca-root-cert' })],
    ['OpenShift', object({ annotations: { 'service.beta.openshift.io/inject-cabundle': 'true' } })],
  ])('%s', (who, written) => {
    expect(configurationOwner(written)).toBe(who);
  });

  it.each([
    object({}),
    object({
      managedFields: [{ manager: 'kubectl-client-side-apply' }],
      labels: { 'app.kubernetes.io/managed-by': 'us' },
    }),
    object({}, { immutable: true, type: 'kubernetes.io/tls' }),
  ])('is people themselves for %j', (written) => {
    expect(configurationOwner(written)).toBeNull();
  });
});
