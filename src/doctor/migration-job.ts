import { masked } from '../domain/mask.ts';
import { labels } from '../domain/names.ts';
import type { Target } from '../domain/target.ts';
import { type Kube, KubeError } from '../platform/kube.ts';
import { meaningOf } from '../preflight/admission.ts';
import type { Runnable } from '../steps/job-template.ts';
import { clip, tidy } from '../words/escape.ts';
import { jobOf } from '../workloads/job/template.ts';
import { type CheckOutcome, problem, skipped } from './check.ts';

/** What a policy lists, and nobody wants to read whole (characters). */
const longest = 400;
/** No release makes one of this name. */
const name = 'sluice-doctor-migration';

/**
 * Asks the cluster by a dry run whether it would take such a Job: permissions, quotas, policies and webhooks included.
 * @param what the phase, as the catalogue calls it
 * @returns what speaks against it; null where nothing does
 */
export async function lookAtJob(
  kube: Kube,
  { namespace, migration }: Target,
  { what, runnable, command }: { what: string; runnable: Runnable; command: readonly string[] },
): Promise<CheckOutcome | null> {
  const { template, container, image } = runnable;
  const job = jobOf(template, {
    name,
    namespace,
    labels: { [labels.database]: migration?.database ?? '' },
    annotations: {},
    container,
    image,
    command,
    env: {},
    deadlineMs: 60_000,
  });
  try {
    await kube.dryRun('create', job);
    return null;
  } catch (error) {
    if (error instanceof KubeError) return against(error, namespace, what);
    throw error;
  }
}

function against(error: KubeError, namespace: string, what: string): CheckOutcome | null {
  const said = clip(tidy(masked(error.message, [])), longest);
  switch (meaningOf(error)) {
    case 'exists':
      return null;
    case 'forbidden':
      return problem(
        `${what}: Jobs may not be created in ${namespace}: ${said}`,
        `bind the ClusterRole sluice-releaser in ${namespace}: manifests/kubernetes/rbac`,
      );
    case 'refused':
      return problem(
        `${what}: ${namespace} does not take its Job: ${said}`,
        `correct the pod template of \`migration.${what}\`, or what refuses it in ${namespace}`,
      );
    case 'no-dry-run':
    case 'webhook-fails':
    case 'unanswered':
      return skipped(`${what}: nobody can tell whether ${namespace} takes its Job: ${said}`);
  }
}
