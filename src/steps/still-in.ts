import type { Plan } from '../domain/plan.ts';
import { imagesByContainer } from '../domain/version.ts';
import { lastWriter } from '../owners/writers.ts';
import { imageOf, kindOf, readStable, stableTitle } from '../workloads/of-target.ts';
import { mayStandFor } from '../workloads/versions/same-content.ts';
import type { Workload } from '../workloads/workload.ts';
import type { StepContext } from './step.ts';

/**
 * Why the version that the release has brought is no longer in, in words that name who; null where it is. Once the release
 * has let go of stable, anybody may put the old version back, and needs what only that one uses.
 */
export async function noLongerIn({ kube, target, plan }: StepContext): Promise<string | null> {
  const { container } = target.workload;
  const title = stableTitle(target);
  const stable = await readStable(kube, target);
  if (!stable) return `${title} is gone`;
  if (imageOf(stable, container) === null) return `${title} has no container ${container} any more`;
  return otherImage(stable, title, plan);
}

/** The image that runs where the version that came to stay no longer does, null where nothing runs; undefined where it does. */
export async function runsInstead({
  kube,
  target,
  plan,
}: Pick<StepContext, 'kube' | 'target' | 'plan'>): Promise<string | null | undefined> {
  const stable = await readStable(kube, target);
  const now = stable && imageOf(stable, target.workload.container);
  if (stable === null || now === null) return null;
  return otherImage(stable, stableTitle(target), plan) === null ? undefined : now;
}

/**
 * Who has given a workload another image than the new version's, and which; null where nobody has. What an admission policy
 * has stored in its place is none.
 */
export function otherImage(workload: Workload, title: string, { from, to, target }: Plan): string | null {
  const { container } = target.workload;
  const before = imagesByContainer(from, container);
  for (const [name, image] of imagesByContainer(to, container)) {
    const now = imageOf(workload, name);
    if (now === null || now === image || (now !== before.get(name) && mayStandFor(now, image))) continue;
    const writer = lastWriter(workload.object, kindOf(target).fields.image(workload, name));
    const advice = writer?.remedy ? ` (so that it doesn't: ${writer.remedy})` : '';
    return `${writer?.who ?? 'somebody'} has set ${title} to ${now}${advice}`;
  }
  return null;
}
