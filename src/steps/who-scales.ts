import { autoscalerKind, autoscalersOf } from '../owners/autoscalers.ts';
import { kedaThatScales, scaledObjectKind } from '../owners/scaled-objects.ts';
import { lastWriter, type Writer } from '../owners/writers.ts';
import { listServed } from '../platform/kube/served.ts';
import { type KindRef, KubeError, type KubeObject } from '../platform/kube.ts';
import { usualKind, workloadKinds } from '../workloads/index.ts';
import { kindOf } from '../workloads/of-target.ts';
import type { Workload } from '../workloads/workload.ts';
import type { StepContext } from './step.ts';

/**
 * Who has given a workload the size that it has: KEDA or another autoscaler that may, whenever it was made, or who is booked
 * for the field. They scale by a subresource, which books them under a name that says nothing to people. Null where nobody
 * can tell. Two reads.
 */
export async function whoScales(step: StepContext, workload: Workload): Promise<Writer | null> {
  return (await scalerOf(step, workload)) ?? lastWriter(workload.object, kindOf(step.target).fields.replicas);
}

/** The autoscaler that may have given it the size that it has. */
export async function scalerOf(step: StepContext, { object, replicas }: Workload): Promise<Writer | null> {
  const { kind } = object;
  const { name } = object.metadata;
  const keda = kedaThatScales(
    { kind, usual: workloadKinds[usualKind].kind, name, replicas },
    await listed(step, scaledObjectKind),
  );
  if (keda) return keda;
  const all = autoscalersOf({ kind, name }, await listed(step, autoscalerKind));
  const found = all.find(({ min, max }) => min <= replicas && replicas <= max);
  return found ? { who: found.who, remedy: found.wakes } : null;
}

/** What may not be read, or cannot be now, says nothing of who it was, and keeps nothing waiting. */
async function listed({ kube, target }: StepContext, kind: KindRef): Promise<KubeObject[]> {
  try {
    return await listServed(kube, [kind], target.namespace);
  } catch (error) {
    if (error instanceof KubeError) return [];
    throw error;
  }
}
