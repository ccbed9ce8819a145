import { z } from 'zod';
import { canonicalJson } from '../domain/json.ts';
import { annotations, candidateName, candidateService, labels } from '../domain/names.ts';
import { undoOf } from '../domain/plan.ts';
import type { KubeObject } from '../platform/kube.ts';
import { askedNote } from './asked.ts';
import type { Deployment } from './deployment.ts';
import type { StepContext } from './step.ts';

/** Labels of the candidate's objects and pods. */
function ownLabels({ target, release }: StepContext): Record<string, string> {
  return { [labels.release]: release, [labels.track]: 'candidate', [labels.workload]: target.workload.name };
}

/** Every object of ours says whose it is and how it is taken back, for the day when only the cluster is left. */
function ownAnnotations({ plan }: StepContext): Record<string, string> {
  return { [annotations.undo]: JSON.stringify(undoOf(plan, plan.steps.length)) };
}

/**
 * A copy of stable's pod template with the new image, as a Deployment of its own.
 * @param serviceSelector the selector of the user's Service: where the router wants the candidate apart from it, one
 *   of these labels gets another value, so that no request comes by that way
 */
export function candidateDeployment(
  context: StepContext,
  stable: Deployment,
  replicas: number,
  serviceSelector: Record<string, string>,
): KubeObject {
  const { target, plan, router } = context;
  const { spec } = stable;
  const apart = router.traits.candidateBehindService ? {} : setApart(serviceSelector);
  const podLabels = { ...spec.template.metadata.labels, ...apart, ...ownLabels(context) };
  const containers = spec.template.spec.containers.map((container) =>
    container.name === target.workload.container ? { ...container, image: plan.to.image } : container,
  );
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: candidateName(target),
      namespace: target.namespace,
      labels: ownLabels(context),
      annotations: { ...ownAnnotations(context), [annotations.asked]: askedNote(replicas, context) },
    },
    spec: {
      ...spec,
      replicas,
      paused: false,
      selector: { matchLabels: ownLabels(context) },
      template: {
        ...spec.template,
        metadata: { ...spec.template.metadata, labels: podLabels },
        spec: { ...spec.template.spec, containers },
      },
    },
  };
}

/** The labels by which the Service finds its pods, one of them changed. */
function setApart(selector: Record<string, string>): Record<string, string> {
  const [first] = Object.entries(selector);
  return first ? { [first[0]]: `${first[1]}-candidate` } : {};
}

/** The candidate's Service: the user's own with the candidate's selector and nothing that the API server assigned. */
export function candidateServiceObject(context: StepContext, original: KubeObject): KubeObject {
  const { ports } = (original['spec'] ?? {}) as { ports?: Record<string, unknown>[] };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: candidateService(context.target) ?? '',
      namespace: context.target.namespace,
      labels: ownLabels(context),
      annotations: ownAnnotations(context),
    },
    spec: { selector: ownLabels(context), ports: (ports ?? []).map(({ nodePort: _assigned, ...port }) => port) },
  };
}

/**
 * Whether an object under the candidate's name is this release's own: Sluice has sealed it, or it is just what Sluice
 * would have made (a worker of an older version seals nothing). A label alone says nothing, neither for nor against:
 * anybody can write one, and whoever may create a Service must not be given the candidate's traffic.
 */
export function isOwn(context: StepContext, object: KubeObject): boolean {
  const { release, fence } = context;
  if (fence.seals.holds(object)) return object.metadata.labels?.[labels.release] === release;
  switch (object.kind) {
    case 'Deployment':
      return isOwnDeployment(context, object);
    case 'Service':
      return isOwnService(context, object);
    default:
      return false;
  }
}

const ownDeploymentSchema = z.looseObject({
  spec: z.looseObject({
    selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()) }),
    template: z.looseObject({
      spec: z.looseObject({ containers: z.array(z.looseObject({ name: z.string(), image: z.string() })) }),
    }),
  }),
});

function isOwnDeployment(context: StepContext, object: KubeObject): boolean {
  const read = ownDeploymentSchema.safeParse(object).data;
  if (!read) return false;
  const { selector, template } = read.spec;
  const { container } = context.target.workload;
  const runs = template.spec.containers.find(({ name }) => name === container)?.image;
  return runs === context.plan.to.image && canonicalJson(selector.matchLabels) === canonicalJson(ownLabels(context));
}

/** Leads to the candidate's pods and nowhere else, whoever made it. */
const ownServiceSchema = z.looseObject({
  spec: z.looseObject({
    type: z.literal('ClusterIP').optional(),
    selector: z.record(z.string(), z.string()),
    externalName: z.literal('').optional(),
    externalIPs: z.array(z.string()).max(0).optional(),
  }),
});

function isOwnService(context: StepContext, object: KubeObject): boolean {
  const read = ownServiceSchema.safeParse(object).data;
  return read !== undefined && canonicalJson(read.spec.selector) === canonicalJson(ownLabels(context));
}
