import { ZodError } from 'zod';
import type { JobWork } from '../domain/job-work.ts';
import type { KubeObject } from '../platform/kube.ts';
import { cronJobKind, jobKind, stateOfJob } from '../workloads/job/state.ts';
import { type JobTemplate, templateOfJob, templateOfWorkload } from '../workloads/job/template.ts';
import { stableRef, stableTitle } from '../workloads/of-target.ts';
import type { StepContext } from './step.ts';

/** Where a Job would run, and the image (a reference) that the release brings. */
export interface RunsIn extends Pick<StepContext, 'kube' | 'target'> {
  to: string;
  /** The workload as pods of the new version have their configuration. */
  configured?(stable: KubeObject): KubeObject;
}

/** What a Job runs in. */
export interface Runnable {
  template: JobTemplate;
  /** The container that runs the command. */
  container: string;
  /** Image reference. */
  image: string;
}

/** What a Job runs in, by the catalogue and the cluster; in words, why there is none. */
export async function runnableOf(context: RunsIn, work: JobWork): Promise<Runnable | string> {
  try {
    return work.job === null ? await ofWorkload(context, work) : await ofJob(context, work, work.job);
  } catch (error) {
    if (error instanceof ZodError)
      return `the pod template of ${work.job ?? stableTitle(context.target)} can't be read`;
    throw error;
  }
}

async function ofWorkload({ kube, target, to, configured }: RunsIn, work: JobWork): Promise<Runnable | string> {
  const { container } = target.workload;
  const stable = await kube.get(stableRef(target));
  const template = stable && templateOfWorkload(configured?.(stable) ?? stable, container);
  if (!template) return `${stableTitle(target)} has no container ${container} any more`;
  return { template, container, image: work.image ?? to };
}

async function ofJob(context: RunsIn, work: JobWork, name: string): Promise<Runnable | string> {
  const { kube, target, to } = context;
  const job = await kube.get({ ...jobKind, namespace: target.namespace, name });
  const found = job ?? (await kube.get({ ...cronJobKind, namespace: target.namespace, name }));
  if (!found)
    return `there is no Job or CronJob ${name} in namespace ${target.namespace}: create it, or name another one in the catalogue`;
  if (job && stateOfJob(job).kind !== 'suspended') {
    return `Job ${name} has run by itself: Sluice takes its pod template, so it must be suspended (spec.suspend: true)`;
  }
  const template = templateOfJob(found);
  const names = template.spec.containers.map((each) => each.name);
  const [only] = names;
  const container = work.container ?? (names.length === 1 ? only : undefined);
  if (container === undefined)
    return `${found.kind} ${name} has containers ${names.join(', ')}: name one as \`container\``;
  const current = template.spec.containers.find((each) => each.name === container);
  if (!current) return `${found.kind} ${name} has no container ${container} (it has ${names.join(', ')})`;
  const moves = repositoryOf(current.image) === repositoryOf(to);
  return { template, container, image: work.image ?? (moves ? to : current.image) };
}

/** An image reference without tag and digest. */
function repositoryOf(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^:/]*$/, '');
}
