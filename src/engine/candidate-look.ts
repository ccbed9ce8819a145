import { candidateName, candidateService, labels } from '../domain/names.ts';
import { lastWriter } from '../owners/writers.ts';
import type { KubeObject } from '../platform/kube.ts';
import { some } from '../preflight/words.ts';
import { askedFor } from '../steps/asked.ts';
import { leadsToCandidate } from '../steps/candidate-objects.ts';
import { notStarted } from '../steps/not-started.ts';
import type { StepContext } from '../steps/step.ts';
import { otherImage } from '../steps/still-in.ts';
import { candidatePods } from '../steps/trouble.ts';
import { whoScales } from '../steps/who-scales.ts';
import { isLeaving, isReady, podSchema } from '../workloads/objects/pod.ts';
import { podKind, serviceRef, titleOf } from '../workloads/objects/refs.ts';
import {
  candidateSelector,
  candidateTitle,
  copyingOf,
  kindOf,
  readCandidate,
  readStable,
} from '../workloads/of-target.ts';
import { lackOf, refusedTrouble } from '../workloads/trouble/refused.ts';
import type { Workload } from '../workloads/workload.ts';
import { scaledToZero } from './stable-look.ts';
import type { WorkloadLook } from './workload-look.ts';

/**
 * The candidate's workload, Service and pods, and stable, which somebody may have changed. Four reads, and a fifth where
 * its pods have another template than at first. Throws a `KubeError`.
 */
export async function candidateNow(step: StepContext): Promise<WorkloadLook> {
  const { kube, target, plan, now } = step;
  const title = candidateTitle(target);
  const name = target.workload.service && candidateService(target);
  const [candidate, service, stable, carriers] = await Promise.all([
    readCandidate(kube, target),
    name ? kube.get(serviceRef(target, name)) : null,
    readStable(kube, target),
    name ? kube.list(podKind, target.namespace, candidateSelector(target)) : [],
  ]);
  if (!candidate) return { kind: 'lost', detail: `${title} is gone` };
  if (candidate.replicas === 0) {
    const writer = await whoScales(step, candidate);
    return { kind: 'lost', detail: `${writer?.who ?? 'somebody'} has scaled ${title} to 0` };
  }
  if (name && !service) return { kind: 'lost', detail: `Service ${name} is gone` };
  if (service && !leadsToCandidate(step, service)) return { kind: 'lost', detail: ledAway(service) };
  // Figures of another image say nothing of the version.
  const other = otherImage(candidate, title, plan);
  if (other !== null) return { kind: 'lost', detail: other };
  const edited = await otherTemplate(step, candidate);
  if (edited !== null) return { kind: 'lost', detail: edited };
  const strange = strangerAmong(carriers, step);
  if (strange !== null) return { kind: 'lost', detail: strange };
  const refusal = kindOf(target).refusal(candidate.object);
  const asked = { name: candidate.object.metadata.name, since: 0, now, shared: false };
  const trouble = refusal && refusedTrouble(refusal, asked);
  if (trouble) return { kind: 'trouble', trouble };
  if (stable?.replicas === 0) return { kind: 'alone', detail: await scaledToZero(step, stable) };
  if (refusal) return { kind: 'serves', lacks: lackOf(refusal), idle: false };
  const waiting = candidate.ready < candidate.replicas ? await notStarted(step, await candidatePods(step)) : null;
  if (waiting?.kind === 'trouble') return waiting;
  return { kind: 'serves', lacks: waiting?.detail ?? (await lowered(candidate, step)), idle: false };
}

/** Whoever answers a part of the candidate's requests without being of its workload: nobody judges what that does. */
function strangerAmong(pods: readonly KubeObject[], { target, release }: StepContext): string | null {
  const { ownerOf } = kindOf(target);
  const stranger = pods.find((pod) => {
    const read = podSchema.safeParse(pod).data;
    if (read?.metadata.labels[labels.release] !== release || !isReady(read) || isLeaving(read)) return false;
    return ownerOf(pod)?.workload !== candidateName(target);
  });
  return (
    (stranger &&
      `pod ${stranger.metadata.name} is not of ${candidateTitle(target)}, but carries its labels and gets a part of its requests`) ??
    null
  );
}

function ledAway(service: KubeObject): string {
  const writer = lastWriter(service, ['f:spec', 'f:selector']);
  return `${writer?.who ?? 'somebody'} has changed ${titleOf(service, service.metadata.name)}, which no longer leads to the candidate`;
}

/** Figures of another environment, command or volume say nothing of what was approved either. */
async function otherTemplate({ kube, target }: StepContext, candidate: Workload): Promise<string | null> {
  const kind = kindOf(target);
  const changes = await copyingOf(target).templateChanges(kube, candidate);
  if (changes.length === 0) return null;
  const writer = lastWriter(candidate.object, kind.fields.template);
  return `${writer?.who ?? 'somebody'} has changed the pods of ${candidateTitle(target)} (${some(changes)}): what runs is not what was approved`;
}

/** Somebody wants fewer pods of it than the release has asked for, and has them: whoever does is not fought. */
async function lowered(candidate: Workload, step: StepContext): Promise<string | null> {
  const asked = askedFor(candidate.object, step) ?? 0;
  if (candidate.replicas >= asked) return null;
  const writer = await whoScales(step, candidate);
  return `${writer?.who ?? 'somebody'} has scaled ${candidateTitle(step.target)} from ${asked} to ${candidate.replicas}`;
}
