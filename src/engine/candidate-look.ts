import { candidateService } from '../domain/names.ts';
import type { Release } from '../domain/release.ts';
import { holdsShare } from '../domain/release.ts';
import type { Trouble } from '../domain/verdict.ts';
import { imagesByContainer } from '../domain/version.ts';
import { lastWriter } from '../owners/writers.ts';
import { KubeError, type KubeObject } from '../platform/kube.ts';
import { askedFor } from '../steps/asked.ts';
import { leadsToCandidate } from '../steps/candidate-objects.ts';
import { serviceRef, titleOf } from '../workloads/objects/refs.ts';
import { candidateTitle, imageOf, kindOf, readCandidate } from '../workloads/of-target.ts';
import { lackOf, refusedTrouble } from '../workloads/trouble/refused.ts';
import { mayStandFor } from '../workloads/versions/same-content.ts';
import type { Workload } from '../workloads/workload.ts';
import { paceMs, type RunContext, stepContext } from './perform.ts';

/** What the candidate's own objects say while it has a share. */
export type CandidateLook =
  /** `lacks`: why it has fewer pods than it was given, in words; null where it has them. */
  | { kind: 'serves'; lacks: string | null }
  /** It can serve nobody, or what serves is not the version that is judged; in words. */
  | { kind: 'lost'; detail: string }
  | { kind: 'trouble'; trouble: Trouble };

/** Its objects are read this often (ms), or more often in a short bake, and at once where no pod of it is seen. */
const usualPaceMs = 15_000;

/** What could not be read is left alone for this long (ms), however often it would be looked at. */
const retryMs = 2000;

/**
 * Looks at the candidate's workload and Service, which somebody may have changed or taken away. Two reads for each release
 * that watches.
 * @returns null where it is not time to look, or nobody can tell
 */
export async function lookAtCandidate(
  context: RunContext,
  release: Release,
  { podless }: { podless: boolean },
): Promise<CandidateLook | null> {
  const { clock } = context.deps;
  const { candidateSeenAt = 0 } = context.lastMeasurement;
  if (!holdsShare(release) || clock.now() < candidateSeenAt) return null;
  if (!podless && clock.now() - candidateSeenAt < paceMs(release, usualPaceMs)) return null;
  try {
    const found = await candidateNow(context, release);
    context.lastMeasurement = { ...context.lastMeasurement, candidateSeenAt: clock.now() };
    return found;
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    context.lastMeasurement = { ...context.lastMeasurement, candidateSeenAt: clock.now() + retryMs };
    return null;
  }
}

async function candidateNow(context: RunContext, release: Release): Promise<CandidateLook> {
  const step = stepContext(context, release, false);
  const { kube, target, plan, now } = step;
  const title = candidateTitle(target);
  const name = target.workload.service && candidateService(target);
  const [candidate, service] = await Promise.all([
    readCandidate(kube, target),
    name ? kube.get(serviceRef(target, name)) : null,
  ]);
  if (!candidate) return { kind: 'lost', detail: `${title} is gone` };
  if (candidate.replicas === 0) return { kind: 'lost', detail: `somebody has scaled ${title} to 0` };
  if (name && !service) return { kind: 'lost', detail: `Service ${name} is gone` };
  if (service && !leadsToCandidate(step, service)) return { kind: 'lost', detail: ledAway(service) };
  const other = otherImage(candidate, release);
  if (other !== null) return { kind: 'lost', detail: other };
  const refusal = kindOf(target).refusal(candidate.object);
  const asked = { name: candidate.object.metadata.name, since: 0, now, shared: false };
  const trouble = refusal && refusedTrouble(refusal, asked);
  if (trouble) return { kind: 'trouble', trouble };
  return { kind: 'serves', lacks: refusal ? lackOf(refusal) : lowered(candidate, plan.target, step) };
}

function ledAway(service: KubeObject): string {
  const writer = lastWriter(service, ['f:spec', 'f:selector']);
  return `${writer?.who ?? 'somebody'} has changed ${titleOf(service, service.metadata.name)}, which no longer leads to the candidate`;
}

/** Figures of another image say nothing of the version. What an admission policy has stored in its place is none. */
function otherImage(candidate: Workload, { plan: { to, target } }: Release): string | null {
  for (const [container, image] of imagesByContainer(to, target.workload.container)) {
    const now = imageOf(candidate, container);
    if (now === null || now === image || mayStandFor(now, image)) continue;
    const writer = lastWriter(candidate.object, kindOf(target).fields.image(candidate, container));
    return `${writer?.who ?? 'somebody'} has set ${candidateTitle(target)} to ${now}`;
  }
  return null;
}

/** Somebody wants fewer pods of it than the release has asked for, and has them: whoever does is not fought. */
function lowered(candidate: Workload, target: Release['plan']['target'], release: { release: string }): string | null {
  const asked = askedFor(candidate.object, release) ?? 0;
  if (candidate.replicas >= asked) return null;
  const writer = lastWriter(candidate.object, kindOf(target).fields.replicas);
  return `${writer?.who ?? 'somebody'} has scaled ${candidateTitle(target)} from ${asked} to ${candidate.replicas}`;
}
