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
const details = (seen: Partial<Parameters<typeof ownerNotes>[0]>) =>
  ownerNotes({ stable: deployment(), written: [], autoscalers: [], ...seen }).map(({ detail }) => detail);

it('an autoscaler of the workload is named with its bounds; one of another workload is not', () => {
  expect(details({ autoscalers: [autoscaler('search'), autoscaler('checkout')] })).toEqual([
    expect.stringContaining('HorizontalPodAutoscaler size decides how many pods Deployment checkout has (2 to 12)'),
  ]);
  expect(details({ autoscalers: [autoscaler('search')] })).toEqual([]);
});

it('KEDA is named where it has made the autoscaler', () => {
  const owner = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', name: 'checkout', uid: '1' };
  expect(details({ autoscalers: [autoscaler('checkout', owner)] })[0]).toContain('KEDA (ScaledObject checkout)');
});

it('autoscalers that may not be listed are unknown, not absent', () => {
  expect(details({ autoscalers: { unseen: 'Sluice may not list them' } })[0]).toContain("Can't tell");
});

it('a tool that heals is named where it owns what a release writes', () => {
  const tracked = { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/checkout' };
  const written = (managers: string[]) => [
    { object: deployment(tracked, managers), field: ['f:spec', 'f:http'], name: 'traffic division' },
  ];
  expect(details({ written: written(['argocd-controller']) })).toEqual([
    'Argo CD (shop) keeps the traffic division of Deployment checkout as Git has it, and may put it back during the release',
  ]);
  expect(details({ written: written(['kubectl-edit']) })).toEqual([]);
});
