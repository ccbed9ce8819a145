import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gitOpsTools } from '../../../src/owners/gitops/index.ts';
import { keeperOf, lastWriter } from '../../../src/owners/writers.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';

type Meta = Pick<KubeObject['metadata'], 'labels' | 'annotations' | 'ownerReferences'>;

/** Of each tool: what it leaves on an object, and how it is then called. */
const examples: Record<keyof typeof gitOpsTools, { meta: Meta; who: string }> = {
  'argo-cd': {
    meta: {
      annotations: { 'argocd.argoproj.io/tracking-id': 'shop:networking.istio.io/VirtualService:shop/checkout' },
    },
    who: 'Argo CD (shop)',
  },
  'flux-kustomize': {
    meta: {
      labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' },
    },
    who: 'Flux (Kustomization apps)',
  },
  'flux-helm': {
    meta: {
      labels: { 'helm.toolkit.fluxcd.io/name': 'checkout', 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'checkout' },
    },
    who: 'Flux (HelmRelease checkout)',
  },
  'config-sync': {
    meta: {
      annotations: {
        'configmanagement.gke.io/managed': 'enabled',
        'configsync.gke.io/resource-id': 'networking.istio.io_virtualservice_shop_checkout',
      },
      labels: { 'configmanagement.gke.io/sync-name': 'root-sync' },
    },
    who: 'Config Sync (root-sync)',
  },
  fleet: {
    meta: {
      annotations: { 'objectset.rio.cattle.io/id': 'default-shop', 'meta.helm.sh/release-name': 'shop' },
    },
    who: 'Fleet (default-shop)',
  },
  kapp: {
    meta: {
      labels: { 'kapp.k14s.io/app': '1700000000' },
      annotations: { 'kapp.k14s.io/identity': 'v1;shop/networking.istio.io/VirtualService/checkout;v1' },
    },
    who: 'kapp (app 1700000000)',
  },
  crossplane: { meta: { labels: { 'crossplane.io/composite': 'shop-x7k' } }, who: 'Crossplane (shop-x7k)' },
  operator: {
    meta: {
      ownerReferences: [
        { apiVersion: 'shop.example/v1', kind: 'Checkout', name: 'eu', uid: 'u', controller: true },
        { apiVersion: 'v1', kind: 'ConfigMap', name: 'other', uid: 'v' },
      ],
    },
    who: 'Checkout eu',
  },
  pulumi: { meta: {}, who: 'Pulumi' },
  terraform: { meta: {}, who: 'Terraform' },
  helm: { meta: { annotations: { 'meta.helm.sh/release-name': 'checkout' } }, who: 'Helm (checkout)' },
};

const field = ['f:spec', 'f:http'];
const image = ['f:spec', 'f:template', 'f:spec', 'f:containers', 'k:{"name":"app"}', 'f:image'];
const wrote = (manager: string, time: string) => ({
  manager,
  operation: 'Update',
  apiVersion: 'networking.istio.io/v1',
  time,
  fieldsV1: { 'f:spec': { 'f:http': {} } },
});
const routes = (meta: Meta, ...managedFields: ReturnType<typeof wrote>[]): KubeObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'checkout', namespace: 'shop', ...meta, ...(managedFields.length > 0 ? { managedFields } : {}) },
});

it('the record lists every tool that has a file', () => {
  const files = readdirSync(new URL('../../../src/owners/gitops', import.meta.url)).map((file) =>
    file.replace('.ts', ''),
  );
  expect(files.filter((file) => file !== 'index' && file !== 'tool').sort()).toEqual(Object.keys(gitOpsTools).sort());
});

describe.each(Object.entries(examples))('%s', (name, { meta, who }) => {
  const tool = gitOpsTools[name as keyof typeof gitOpsTools];
  /** The present name of a family of them. */
  const manager = tool.managers[0]?.replace('*', '-3c6e1f') ?? '';

  it('is recognized by what it leaves, and by no other tool before it', () => {
    const left = Object.keys(meta).length > 0 ? routes(meta) : routes({}, wrote(manager, '2026-11-01T10:00:00Z'));
    expect(lastWriter(left, field)).toEqual({ who, remedy: expect.any(String) });
  });

  it.runIf(tool.managers.length > 0)('is recognized by the name that it writes under', () => {
    expect(lastWriter(routes({}, wrote(manager, '2026-11-01T10:00:00Z')), field)?.remedy).toEqual(expect.any(String));
  });

  it('is not taken for somebody else who wrote after it', () => {
    const object = routes(meta, wrote(manager, '2026-11-01T10:00:00Z'), wrote('kubectl-edit', '2026-11-01T10:00:05Z'));
    expect(lastWriter(object, field)).toEqual({ who: 'kubectl-edit', remedy: null });
  });

  it('says what its owner can do, as an imperative without a full stop', () => {
    for (const path of [field, image, ['f:spec', 'f:replicas']]) {
      expect(tool.recognize(routes(meta), [manager])?.remedy(path)).toMatch(/^[a-z].*[^.]$/);
    }
  });
});

it('an owner that controls nothing is no operator', () => {
  const ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'other', uid: 'v' }];
  expect(keeperOf(routes({ ownerReferences }), [])).toBeNull();
});

it('nobody is named where nothing tells', () => {
  expect(lastWriter(routes({}), field)).toBeNull();
  expect(lastWriter(routes({ labels: { 'app.kubernetes.io/instance': 'checkout' } }), field)).toBeNull();
});

it('Argo CD is told to ignore one container by its name, and other fields by a pointer', () => {
  const argo = gitOpsTools['argo-cd'].recognize(routes(examples['argo-cd'].meta), []);
  expect(argo?.remedy(field)).toContain(`jsonPointers: ['/spec/http']`);
  expect(argo?.remedy(image)).toContain(
    `jqPathExpressions: ['.spec.template.spec.containers[] | select(.name == "app") | .image']`,
  );
});

describe('marks that say less than they seem to', () => {
  const git = (meta: Meta, kind = 'VirtualService', name = 'checkout'): KubeObject => {
    const object = routes(meta);
    return { ...object, kind, metadata: { ...object.metadata, name } };
  };

  it.each([
    ['Argo CD', examples['argo-cd'].meta],
    ['Config Sync', examples['config-sync'].meta],
    ['kapp', examples.kapp.meta],
  ])('those of %s that were copied from another object are not believed', (_tool, meta) => {
    expect(lastWriter(git(meta), field)).not.toBeNull();
    expect(lastWriter(git(meta, 'Deployment'), field)).toBeNull();
    expect(lastWriter(git(meta, 'VirtualService', 'checkout-copy'), field)).toBeNull();
  });

  const flux = examples['flux-kustomize'].meta;
  const kustomize = 'kustomize.toolkit.fluxcd.io';
  it.each<[string, Meta, boolean]>([
    ['Flux', flux, true],
    ['Flux, told to leave it', { ...flux, annotations: { [`${kustomize}/reconcile`]: 'disabled' } }, false],
    ['Flux, told to ignore it', { ...flux, annotations: { [`${kustomize}/ssa`]: 'Ignore' } }, false],
    ['Flux, told to make it once', { ...flux, annotations: { [`${kustomize}/ssa`]: 'IfNotPresent' } }, false],
    ['Flux, told to merge', { ...flux, annotations: { [`${kustomize}/ssa`]: 'Merge' } }, true],
    [
      'a HelmRelease that looks for no drift here',
      { ...examples['flux-helm'].meta, annotations: { 'helm.toolkit.fluxcd.io/driftDetection': 'disabled' } },
      false,
    ],
    [
      'Config Sync, told to ignore changes',
      {
        ...examples['config-sync'].meta,
        annotations: {
          ...examples['config-sync'].meta.annotations,
          'client.lifecycle.config.k8s.io/mutation': 'ignore',
        },
      },
      false,
    ],
    ['Argo CD', examples['argo-cd'].meta, true],
    ['Helm', examples.helm.meta, false],
  ])('%s', (_what, meta, heals) => {
    const kept = keeperOf(routes(meta), []);
    expect(kept).not.toBeNull();
    expect(kept?.managed.heals !== null).toBe(heals);
  });

  it('what may heal says on which condition, since that is not on the object', () => {
    for (const { meta } of Object.values(examples)) {
      const heals = keeperOf(routes(meta), [])?.managed.heals ?? null;
      if (heals !== null) expect(heals).toMatch(/\bif\b/);
    }
  });
});
