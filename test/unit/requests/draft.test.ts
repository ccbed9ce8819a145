import { expect, it } from 'vitest';
import { draft } from '../../../src/requests/draft.ts';
import { createRequestWorld, wants } from '../../support/request-world.ts';

it('a plan reads the workload once, and still says who owns its image', async () => {
  const { deps, kube } = await createRequestWorld();
  const reads: string[] = [];
  const image = { 'f:containers': { 'k:{"name":"app"}': { 'f:image': {} } } };
  const owner = {
    manager: 'argocd-controller',
    operation: 'Apply',
    fieldsV1: { 'f:spec': { 'f:template': { 'f:spec': image } } },
  };
  const counting = {
    ...kube,
    async get(ref: Parameters<typeof kube.get>[0]) {
      reads.push(`${ref.kind} ${ref.namespace}/${ref.name}`);
      const object = await kube.get(ref);
      if (object === null || ref.kind !== 'Deployment') return object;
      const labels = { ...object.metadata.labels, 'app.kubernetes.io/instance': 'shop' };
      const annotations = { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:production/checkout' };
      return { ...object, metadata: { ...object.metadata, labels, annotations, managedFields: [owner] } };
    },
  };
  const drafted = await draft({ ...deps, clusters: () => counting }, wants());
  expect(reads.filter((read) => read === 'Deployment production/checkout')).toHaveLength(1);
  expect(drafted.kind === 'drafted' && drafted.plan.notes.join(' ')).toContain('Argo CD');
});
