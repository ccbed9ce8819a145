import { z } from 'zod';
import type { KubeObject } from '../../platform/kube.ts';
import type { WorkloadKind } from '../workload.ts';
import { placesOf, renamed, usesOf } from './configuration.ts';
import { containersSchema } from './pod.ts';
import { selectorSchema } from './selector.ts';

/** What is read of a pod template that its images are changed in; everything else is carried along untouched. */
const podTemplateSchema = z.looseObject({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()).optional() }).default({}),
  spec: z.looseObject({ containers: containersSchema, initContainers: containersSchema.optional() }),
});
type PodTemplate = z.infer<typeof podTemplateSchema>;

/** The part of a spec that all kinds with one pod template have. */
export const templatedSpec = { selector: selectorSchema, template: podTemplateSchema };

/** What the status of a kind that is told its number of pods counts. */
export const replicaCounts = {
  observedGeneration: z.number().default(0),
  replicas: z.number().default(0),
  updatedReplicas: z.number().default(0),
  readyReplicas: z.number().default(0),
};

export const metadataSchema = z.looseObject({ name: z.string(), generation: z.number().default(0) });

const templatedSchema = z.looseObject({ spec: z.looseObject({ template: podTemplateSchema }) });
const selectingSchema = z.looseObject({ spec: z.looseObject({ selector: selectorSchema }) });

const templatePath = ['f:spec', 'f:template', 'f:spec'] as const;

type Shared = 'selector' | 'withImages' | 'configuration' | 'withConfiguration';

/** What all kinds with one pod template do alike. */
export const templated: Pick<WorkloadKind, Shared> & { fields: Omit<WorkloadKind['fields'], 'replicas'> } = {
  fields: {
    template: ['f:spec', 'f:template'],
    image({ initContainers }, name) {
      const list = initContainers.has(name) ? 'f:initContainers' : 'f:containers';
      return [...templatePath, list, `k:{"name":"${name}"}`, 'f:image'];
    },
    configuration: (object) => placesOf(templateSpecOf(object)).map((place) => [...templatePath, ...place]),
  },
  selector: (object) => selectingSchema.safeParse(object).data?.spec.selector ?? null,
  withImages(object, images) {
    const spec = object['spec'] as Record<string, unknown>;
    const { template } = templatedSchema.parse(object).spec;
    const raw = spec['template'] as Record<string, unknown>;
    return { ...object, spec: { ...spec, template: { ...raw, spec: replaced(template.spec, images) } } };
  },
  configuration: (object) => usesOf(templateSpecOf(object)),
  withConfiguration(object, rename) {
    const spec = object['spec'] as Record<string, unknown>;
    const template = spec['template'] as Record<string, unknown>;
    return { ...object, spec: { ...spec, template: { ...template, spec: renamed(template['spec'], rename) } } };
  },
};

/** The same spec with these images, by container. */
export function replaced(spec: PodTemplate['spec'], images: ReadonlyMap<string, string>): PodTemplate['spec'] {
  const changed = (all: PodTemplate['spec']['containers']) =>
    all.map((each) => ({ ...each, image: images.get(each.name) ?? each.image }));
  const { containers, initContainers } = spec;
  const inits = initContainers === undefined ? {} : { initContainers: changed(initContainers) };
  return { ...spec, ...inits, containers: changed(containers) };
}

/** Image references by container, and which of these are init containers. */
export function imagesIn({ spec }: PodTemplate) {
  const { containers, initContainers = [] } = spec;
  return {
    images: new Map([...initContainers, ...containers].map(({ name, image }) => [name, image])),
    initContainers: new Set(initContainers.map(({ name }) => name)),
  };
}

function templateSpecOf(object: KubeObject): unknown {
  const { template } = object['spec'] as { template: { spec?: unknown } };
  return template.spec;
}
