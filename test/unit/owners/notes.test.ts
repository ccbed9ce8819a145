import { expect, it } from 'vitest';
import { ownerNotes } from '../../../src/owners/notes.ts';
import type { KubeObject } from '../../../src/platform/kube.ts';

const deployment = (annotations: Record<string, string> = {}, managers: string[] = []): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'checkout',
    annotations,
    managedFields: managers.map((manager) => ({
      manager,
      operation: 'Update',
      apiVersion: 'apps/v1',
      fieldsV1: { 'f:spec': { 'f:http': {} } },
    })),
  },
});
const autoscaler = (target: string, owner?: object): KubeObject => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'size', ...(owner ? { ownerReferences: [owner as never] } : {}) },
  spec: { scaleTargetRef: { kind: 'Deployment', name: target }, minReplicas: 2, maxReplicas: 12 },
});
const canary = { clones: true, rolls: true };
const notes = (seen: Partial<Parameters<typeof ownerNotes>[0]>) =>
  ownerNotes({ stable: deployment(), written: [], autoscalers: [], handling: canary, ...seen });
const details = (seen: Parameters<typeof notes>[0]) => notes(seen).map(({ detail }) => detail);
const keda = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', name: 'checkout', uid: '1' };

it('an operator that makes the workload is named, whoever wrote the field last', () => {
  const made = deployment({}, ['okhttp', 'kubectl-edit']);
  const owner = {
    apiVersion: 'k8s.keycloak.org/v2alpha1',
    kind: 'Keycloak',
    name: 'login',
    uid: '1',
    controller: true,
  };
  const object = { ...made, metadata: { ...made.metadata, ownerReferences: [owner] } };
  const written = [{ object, field: ['f:spec', 'f:http'], name: 'image' }];
  expect(notes({ stable: object, written })).toEqual([
    {
      severity: 'warn',
      detail:
        'Keycloak login manages the image of Deployment checkout, and may revert it during the release: if its operator keeps it as Keycloak login asks for',
      remedy: 'change Keycloak login instead of releasing by Sluice, or pause its operator while releases run',
    },
  ]);
});

it('an autoscaler of the workload is named with its bounds; one of another workload is not', () => {
  expect(details({ autoscalers: [autoscaler('search'), autoscaler('checkout')] })).toEqual([
    expect.stringContaining('HorizontalPodAutoscaler size decides how many pods Deployment checkout has (2 to 12)'),
  ]);
  expect(details({ autoscalers: [autoscaler('search')] })).toEqual([]);
});

it('KEDA is named where it has made the autoscaler', () => {
  expect(details({ autoscalers: [autoscaler('checkout', keda)] })[0]).toContain('KEDA (ScaledObject checkout)');
});

it.each([
  ['a copy', canary, undefined, 'note', /may scale stable down while the candidate has the traffic/],
  ['a rollout', { clones: false, rolls: true }, undefined, 'note', /follows the size that it sets$/],
  ['a stop', { clones: false, rolls: false }, undefined, 'note', /but for the time .* scaled it to 0$/],
  ['a stop, by KEDA', { clones: false, rolls: false }, keda, 'warn', /may start pods of the old version/],
])('an autoscaler says what comes of it with %s', (_what, handling, owner, severity, said) => {
  expect(notes({ handling, autoscalers: [autoscaler('checkout', owner)] })).toMatchObject([
    { severity, detail: expect.stringMatching(said) },
  ]);
});

it('an autoscaler that may scale to 0 also starts pods of a workload at 0', () => {
  const one = autoscaler('checkout');
  const toZero = { ...one, spec: { ...(one['spec'] as object), minReplicas: 0 } };
  expect(notes({ handling: { clones: false, rolls: false }, autoscalers: [toZero] })).toMatchObject([
    {
      severity: 'warn',
      detail: expect.stringMatching(/may start pods of the old/),
      remedy: expect.stringMatching(/^raise its minReplicas to 1/),
    },
  ]);
});

it('two autoscalers of one workload are both named, and that they work against each other', () => {
  const other = autoscaler('checkout');
  const two = [autoscaler('checkout'), { ...other, metadata: { ...other.metadata, name: 'by-queue' } }];
  expect(details({ autoscalers: two })).toEqual([
    'HorizontalPodAutoscaler size and HorizontalPodAutoscaler by-queue scale Deployment checkout against each other',
    expect.stringContaining('HorizontalPodAutoscaler size decides'),
    expect.stringContaining('HorizontalPodAutoscaler by-queue decides'),
  ]);
});

it('autoscalers that may not be listed are unknown, not absent', () => {
  expect(details({ autoscalers: { unseen: 'Sluice may not list them' } })[0]).toContain("Can't tell");
});

it('a tool that heals is named where it owns what a release writes', () => {
  const tracked = { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/checkout' };
  const written = (managers: string[]) => [
    { object: deployment(tracked, managers), field: ['f:spec', 'f:http'], name: 'traffic split' },
  ];
  expect(details({ written: written(['argocd-controller']) })).toEqual([
    'Argo CD (shop) manages the traffic split of Deployment checkout, and may revert it during the release: if its Application syncs by itself (`selfHeal`) and does not ignore that field',
  ]);
  expect(details({ written: written(['kubectl-edit']) })).toEqual([]);
});
