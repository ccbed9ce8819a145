import { z } from 'zod';
import { canonicalJson } from '../domain/json.ts';
import { annotations, apartFrom, candidateName, candidateService, labels } from '../domain/names.ts';
import { undoAll } from '../domain/plan.ts';
import { imagesByContainer } from '../domain/version.ts';
import type { KubeObject } from '../platform/kube.ts';
import { serviceKind } from '../workloads/objects/refs.ts';
import { copyingOf, kindOf } from '../workloads/of-target.ts';
import { askedNote } from './asked.ts';
import type { StepContext } from './step.ts';

/** All that the candidate's objects follow from. */
export type Making = Pick<StepContext, 'release' | 'target'> & {
  plan: Pick<StepContext['plan'], 'to' | 'steps'>;
  router: Pick<StepContext['router'], 'traits'>;
};

/** Labels of the candidate's objects and pods. */
function ownLabels({ target, release }: Pick<Making, 'target' | 'release'>): Record<string, string> {
  return { [labels.release]: release, [labels.track]: 'candidate', [labels.workload]: target.workload.name };
}

/** Every object of ours says whose it is and how it is taken back, for the day when only the cluster is left. */
function ownAnnotations({ plan }: Pick<Making, 'plan'>): Record<string, string> {
  return { [annotations.undo]: JSON.stringify(undoAll(plan)) };
}

/**
 * A copy of stable with the new image, as a workload of its own.
 * @param front.selector of the user's Service: where the router wants the candidate apart from it, one of these labels
 *   gets another value, so that no request comes by that way
 * @param front.apart which of them, where the plan says so
 */
export function candidateWorkload(
  context: Making,
  stable: KubeObject,
  replicas: number,
  front: { selector: Record<string, string>; apart: string | undefined },
): KubeObject {
  const { target, plan, router } = context;
  return copyingOf(target).copy(stable, {
    name: candidateName(target),
    namespace: target.namespace,
    labels: ownLabels(context),
    annotations: { ...ownAnnotations(context), [annotations.asked]: askedNote(replicas, context) },
    podLabels: router.traits.candidateBehindService ? {} : setApart(front),
    replicas,
    images: imagesByContainer(plan.to, target.workload.container),
  });
}

/** One of the labels by which the Service finds its pods, changed; of a label that it has lost since the plan, another. */
function setApart({ selector, apart }: { selector: Record<string, string>; apart: string | undefined }) {
  const labels = Object.entries(selector);
  const [key, value] = labels.find(([each]) => each === apart) ?? labels[0] ?? [];
  return key === undefined || value === undefined ? {} : { [key]: apartFrom(value) };
}

/**
 * The candidate's Service: the user's own with the candidate's selector and nothing that the API server assigned. Of its
 * labels and annotations, those by which the router's mesh goes: others are read by tools that would take it for the user's.
 */
export function candidateServiceObject(context: Making, original: KubeObject): KubeObject {
  const { ports } = (original['spec'] ?? {}) as { ports?: Record<string, unknown>[] };
  const { labels: kept = [], annotations: noted = [] } = context.router.traits.serviceMarks ?? {};
  return {
    ...serviceKind,
    metadata: {
      name: candidateService(context.target) ?? '',
      namespace: context.target.namespace,
      labels: { ...only(original.metadata.labels, kept), ...ownLabels(context) },
      annotations: { ...only(original.metadata.annotations, noted), ...ownAnnotations(context) },
    },
    spec: { selector: ownLabels(context), ports: (ports ?? []).map(({ nodePort: _assigned, ...port }) => port) },
  };
}

function only(all: Record<string, string> = {}, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => keys.includes(key)));
}

/**
 * Whether an object under the candidate's name is this release's own: Sluice has sealed it, or it is just what Sluice
 * would have made (a worker of an older version seals nothing). A label alone says nothing, neither for nor against:
 * anybody can write one, and whoever may create a Service must not be given the candidate's traffic.
 */
export function isOwn(context: StepContext, object: KubeObject): boolean {
  const { release, fence, plan, target } = context;
  if (fence.seals.holds(object)) return object.metadata.labels?.[labels.release] === release;
  const { kind, copying } = kindOf(target);
  const images = imagesByContainer(plan.to, target.workload.container);
  if (object.kind === kind) return copying.can && copying.isCopy(object, { labels: ownLabels(context), images });
  return object.kind === serviceKind.kind && leadsToCandidate(context, object);
}

const ownServiceSchema = z.looseObject({
  spec: z.looseObject({
    type: z.literal('ClusterIP').optional(),
    selector: z.record(z.string(), z.string()),
    externalName: z.literal('').optional(),
    externalIPs: z.array(z.string()).max(0).optional(),
  }),
});

/** Whether the candidate's Service leads to the candidate's pods and nowhere else. */
export function leadsToCandidate(context: StepContext, object: KubeObject): boolean {
  const read = ownServiceSchema.safeParse(object).data;
  return read !== undefined && canonicalJson(read.spec.selector) === canonicalJson(ownLabels(context));
}
