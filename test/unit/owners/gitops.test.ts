import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gitOpsTools } from '../../../src/owners/gitops/index.ts';
import { lastWriter } from '../../../src/owners/writers.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';

type Meta = Pick<KubeObject['metadata'], 'labels' | 'annotations'>;

/** Of each tool: what it leaves on an object, and how it is then called. */
const examples: Record<keyof typeof gitOpsTools, { meta: Meta; who: string }> = {
  'argo-cd': {
    meta: { annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/checkout' } },
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
  metadata: { name: 'checkout', ...meta, ...(managedFields.length > 0 ? { managedFields } : {}) },
});

it('the record lists every tool that has a file', () => {
  const files = readdirSync(new URL('../../../src/owners/gitops', import.meta.url)).map((file) =>
    file.replace('.ts', ''),
  );
  expect(files.filter((file) => file !== 'index' && file !== 'tool').sort()).toEqual(Object.keys(gitOpsTools).sort());
});

describe.each(Object.entries(examples))('%s', (name, { meta, who }) => {
  const tool = gitOpsTools[name as keyof typeof gitOpsTools];

  it('is recognized by what it leaves, and by no other tool before it', () => {
    expect(lastWriter(routes(meta), field)).toEqual({ who, remedy: expect.any(String) });
  });

  it('is recognized by the name that it writes under', () => {
    const [manager = ''] = tool.managers;
    expect(lastWriter(routes({}, wrote(manager, '2026-11-01T10:00:00Z')), field)?.remedy).toEqual(expect.any(String));
  });

  it('is not taken for somebody else who wrote after it', () => {
    const [manager = ''] = tool.managers;
    const object = routes(meta, wrote(manager, '2026-11-01T10:00:00Z'), wrote('kubectl-edit', '2026-11-01T10:00:05Z'));
    expect(lastWriter(object, field)).toEqual({ who: 'kubectl-edit', remedy: null });
  });

  it('says what its owner can do, as an imperative without a full stop', () => {
    for (const path of [field, image, ['f:spec', 'f:replicas']]) {
      expect(tool.recognize(routes(meta), [])?.remedy(path)).toMatch(/^[a-z].*[^.]$/);
    }
  });
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
