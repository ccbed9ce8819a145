import { z } from 'zod';
import { candidateService } from '../../../domain/names.ts';
import type { PreflightFinding } from '../../../domain/preflight.ts';
import type { Target } from '../../../domain/target.ts';
import { listServed } from '../../../platform/kube/served.ts';
import { type Kube, KubeError, type KubeObject } from '../../../platform/kube.ts';

const group = 'gateway.networking.k8s.io';
const served = ['v1', 'v1alpha3'] as const;

const policySchema = z.object({
  spec: z.object({
    targetRefs: z.array(z.object({ group: z.string().default(''), kind: z.string(), name: z.string() })).default([]),
  }),
});

/**
 * By which policy a Gateway speaks TLS to the Service, and so would have to speak it to the candidate's: a policy names
 * Services one by one.
 */
export async function tlsFindings(kube: Kube, target: Target): Promise<PreflightFinding[]> {
  const { namespace, workload } = target;
  const candidate = candidateService(target);
  if (!workload.service || candidate === null) return [];
  const policies = await listed(kube, namespace);
  if (policies === null) {
    const detail = `Whether a Gateway speaks TLS to Service ${workload.service} can't be told: Sluice may not list BackendTLSPolicies in ${namespace}`;
    return [
      {
        severity: 'warn',
        detail,
        remedy: 'bind the current ClusterRole sluice-releaser there: manifests/kubernetes/rbac',
      },
    ];
  }
  const names = (policy: KubeObject) => servicesOf(policy);
  const covered = policies.some((policy) => names(policy).includes(candidate));
  const only = policies.filter((policy) => names(policy).includes(workload.service ?? ''));
  if (covered) return [];
  return only.map(({ metadata }) => ({
    severity: 'refuse',
    detail: `BackendTLSPolicy ${metadata.name} has Gateways speak TLS to Service ${workload.service}, and not to ${candidate}: the new version would be spoken to in plain text`,
    remedy: `name Service ${candidate} in its \`targetRefs\` as well; it need not be there yet`,
  }));
}

function servicesOf(policy: KubeObject): string[] {
  const refs = policySchema.safeParse(policy).data?.spec.targetRefs ?? [];
  return refs.filter((ref) => ref.group === '' && ref.kind === 'Service').map(({ name }) => name);
}

/** Null where they may not be listed. */
async function listed(kube: Kube, namespace: string): Promise<KubeObject[] | null> {
  const kinds = served.map((version) => ({ apiVersion: `${group}/${version}`, kind: 'BackendTLSPolicy' }));
  try {
    return await listServed(kube, kinds, namespace);
  } catch (error) {
    if (error instanceof KubeError && error.kind === 'forbidden') return null;
    throw error;
  }
}
