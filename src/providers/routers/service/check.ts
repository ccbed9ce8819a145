import { z } from 'zod';
import type { PreflightFinding } from '../../../domain/preflight.ts';
import type { Target } from '../../../domain/target.ts';
import type { Kube } from '../../../platform/kube.ts';
import { serviceSelector } from '../../../workloads/objects/service.ts';
import type { RouteWrite } from '../router.ts';
import { candidateSelectorOf, leadsToCandidate, noteOn, withNote, withSelector } from './selector.ts';
import { switchedRef } from './switch.ts';

const specSchema = z.looseObject({
  spec: z.looseObject({ type: z.string().optional(), clusterIP: z.string().optional() }),
});

/** Null when the Service can be switched; words otherwise. What a running release of ours has put there does not disturb it. */
export async function checkService(kube: Kube, target: Target): Promise<string | null> {
  const { name, service } = target.workload;
  if (service === null) return `${name} has no Kubernetes Service whose selector could be switched`;
  const object = await kube.get(switchedRef(target));
  if (!object) return `Service ${target.namespace}/${service} does not exist`;
  const { type } = specSchema.safeParse(object).data?.spec ?? {};
  if (type === 'ExternalName') return `Service ${service} is an ExternalName, which leads to no pods`;
  if (Object.keys(serviceSelector(object) ?? {}).length === 0) {
    return `Service ${service} has no selector, so it cannot be switched to other pods`;
  }
  if (leadsToCandidate(object, target) && !noteOn(object)) {
    return `Service ${service} leads to a candidate already, and nothing says where it led before: put its selector back by hand`;
  }
  return null;
}

/** What a switch by the selector means for those who call the Service. */
export async function foreseeSwitch(kube: Kube, target: Target): Promise<PreflightFinding[]> {
  const { service } = target.workload;
  const object = service === null ? null : await kube.get(switchedRef(target));
  const spec = specSchema.safeParse(object).data?.spec;
  if (!spec || service === null) return [];
  if (spec.clusterIP === 'None') {
    const detail = `Service ${service} is headless: callers go on to the pods whose addresses they have looked up, forward and back, until they look again`;
    return [{ severity: 'warn', detail, remedy: 'give callers a Service with an address of its own' }];
  }
  const detail = `The traffic moves by the selector of Service ${service}: connections that are open then stay with the pods that have them until they are closed`;
  return [
    { severity: 'note', detail, remedy: 'where that is too long, have callers close their connections now and then' },
  ];
}

/** What a release would write: the Service as it is while the candidate has everything. */
export async function serviceWrites(kube: Kube, target: Target): Promise<RouteWrite[]> {
  const object = target.workload.service === null ? null : await kube.get(switchedRef(target));
  if (!object) return [];
  const noted = withNote(object, { format: 1, selector: serviceSelector(object) ?? {}, owners: [] });
  // The release has no number yet: any will do.
  const switched = withSelector(noted, candidateSelectorOf(target, 'r0'));
  return [{ verb: 'update', resource: 'services', object: switched }];
}
