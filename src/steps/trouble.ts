import { candidateName } from '../domain/names.ts';
import type { Trouble } from '../domain/verdict.ts';
import type { KubeObject } from '../platform/kube.ts';
import { podSchema } from '../workloads/objects/pod.ts';
import { podKind } from '../workloads/objects/refs.ts';
import { selectorText } from '../workloads/objects/selector.ts';
import { candidateSelector, kindOf, readStable } from '../workloads/of-target.ts';
import { evictedAgain } from '../workloads/trouble/evictions.ts';
import { troubleOptions } from '../workloads/trouble/options.ts';
import { isToCompare, podTrouble } from '../workloads/trouble/pod-trouble.ts';
import { lackOf, refusedTrouble } from '../workloads/trouble/refused.ts';
import { isNewImage } from '../workloads/versions/note.ts';
import type { Workload } from '../workloads/workload.ts';
import { notStarted } from './not-started.ts';
import { lookAgainMs, type StepContext, type StepOutcome } from './step.ts';

/** What keeps the candidate from coming up: one of its pods, or Kubernetes has given it up; null while nothing does. */
export async function candidateTrouble(context: StepContext, candidate: Workload | null): Promise<StepOutcome | null> {
  const pods = await candidatePods(context);
  const trouble =
    (await podTroubleIn(pods, context, () => stablePods(context))) ??
    evictedAgain(pods, { peers: await evictedPeers(context, pods), now: context.now });
  if (trouble) return failed(trouble);
  return (candidate && hindered(context, candidate, { since: 0, shared: false })) ?? unstarted(context, pods);
}

/** The candidate's own pods: others may carry its labels. */
export async function candidatePods({ kube, target }: StepContext): Promise<KubeObject[]> {
  const { ownerOf } = kindOf(target);
  const found = await kube.list(podKind, target.namespace, candidateSelector(target));
  return found.filter((pod) => ownerOf(pod)?.workload === candidateName(target));
}

/** What keeps stable from coming up with the new version; null while nothing does. */
export async function stableTrouble(context: StepContext, stable: Workload): Promise<StepOutcome | null> {
  const { kube, target, plan, since } = context;
  const pods = await kindOf(target).pods(kube, stable, target.workload.container);
  const [updated, old] = [true, false].map((isNew) =>
    pods.filter(({ image }) => isNewImage(stable, plan, image) === isNew).map(({ pod }) => pod),
  );
  const trouble = await podTroubleIn(updated ?? [], context, async () => old ?? []);
  return failed(trouble) ?? hindered(context, stable, { since, shared: true }) ?? unstarted(context, updated ?? []);
}

/** What keeps a pod's containers from being made is told while it is waited for. */
async function unstarted(context: StepContext, pods: readonly KubeObject[]): Promise<StepOutcome | null> {
  const found = await notStarted(context, pods);
  if (found?.kind === 'trouble') return failed(found.trouble);
  return found && { kind: 'retry', error: found.detail, ms: lookAgainMs };
}

/** Where not even a pod is made (a quota, an admission policy), there is nothing else to see. It is told while it is waited. */
function hindered(
  { target, now }: StepContext,
  { object }: Workload,
  { since, shared }: { since: number; shared: boolean },
): StepOutcome | null {
  const kind = kindOf(target);
  const refusal = kind.refusal(object);
  const asked = { name: object.metadata.name, since, now, shared };
  const trouble = (refusal && refusedTrouble(refusal, asked)) ?? kind.trouble(object, since);
  if (trouble || !refusal) return failed(trouble);
  return { kind: 'retry', error: lackOf(refusal), ms: lookAgainMs };
}

/** @param peersOf the old version's pods, asked for only where there is something to compare */
async function podTroubleIn(
  pods: readonly KubeObject[],
  { target, plan, now }: StepContext,
  peersOf: () => Promise<readonly KubeObject[]>,
): Promise<Trouble | null> {
  const options = troubleOptions(target, plan.to, now);
  const look = (compared: { peers?: readonly KubeObject[]; siblings?: readonly KubeObject[] }) =>
    pods.map((pod) => podTrouble(pod, { ...options, ...compared })).find((found) => found !== null) ?? null;
  const found = look({});
  return found && isToCompare(found) ? look({ peers: await peersOf(), siblings: pods }) : found;
}

/** The old version's pods, looked at only where one of these is evicted. */
async function evictedPeers(context: StepContext, pods: readonly KubeObject[]): Promise<KubeObject[]> {
  const some = pods.some((pod) => podSchema.safeParse(pod).data?.status.phase === 'Failed');
  return some ? stablePods(context) : [];
}

async function stablePods({ kube, target }: StepContext): Promise<KubeObject[]> {
  const { ownerOf } = kindOf(target);
  const stable = await readStable(kube, target);
  if (!stable) return [];
  const found = await kube.list(podKind, target.namespace, selectorText(stable.selector));
  return found.filter((pod) => ownerOf(pod)?.workload === target.workload.name);
}

function failed(trouble: Trouble | null): StepOutcome | null {
  return trouble && { kind: 'fail', detail: trouble.detail, trouble };
}
