import { z } from 'zod';
import type { KubeObject } from '../../platform/kube.ts';
import type { Stages } from '../workload.ts';

const partitionSchema = z.object({
  spec: z.object({
    updateStrategy: z
      .object({ rollingUpdate: z.object({ partition: z.number().default(0) }).prefault({}) })
      .prefault({}),
  }),
});

/** Pods whose ordinal is below the partition keep their template: the others get the new one from the highest down. */
export const partition: Stages = {
  field: ['f:spec', 'f:updateStrategy', 'f:rollingUpdate', 'f:partition'],
  held: (object) => partitionSchema.safeParse(object).data?.spec.updateStrategy.rollingUpdate.partition ?? 0,
  hold(object, pods) {
    const spec = object['spec'] as { updateStrategy?: { rollingUpdate?: object } };
    const { updateStrategy } = spec;
    const rollingUpdate = { ...updateStrategy?.rollingUpdate, partition: pods };
    return withSpec(object, { ...spec, updateStrategy: { ...updateStrategy, rollingUpdate } });
  },
};

function withSpec(object: KubeObject, spec: object): KubeObject {
  return { ...object, spec };
}
