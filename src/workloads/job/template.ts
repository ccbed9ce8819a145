import { z } from 'zod';
import type { KubeObject } from '../../platform/kube.ts';
import { cronJobKind, jobKind } from './state.ts';

const stringsSchema = z.record(z.string(), z.string());
const envSchema = z.array(z.looseObject({ name: z.string(), value: z.string().optional() }));
const containerSchema = z.looseObject({ name: z.string(), image: z.string(), env: envSchema.optional() });
const podSchema = z.looseObject({ containers: z.array(containerSchema).min(1) });
const templateSchema = z.looseObject({
  metadata: z.looseObject({ labels: stringsSchema.nullish(), annotations: stringsSchema.nullish() }).prefault({}),
  spec: podSchema,
});
type Container = z.infer<typeof containerSchema>;
export type JobTemplate = z.infer<typeof templateSchema>;

const withTemplate = z.looseObject({ spec: z.looseObject({ template: templateSchema }) });
const withJobTemplate = z.looseObject({ spec: z.looseObject({ jobTemplate: withTemplate }) });

/** The pod template of a Job or CronJob as its owner wrote it, without what its controller has added. Throws a ZodError. */
export function templateOfJob(object: KubeObject): JobTemplate {
  const { template } =
    object.kind === cronJobKind.kind
      ? withJobTemplate.parse(object).spec.jobTemplate.spec
      : withTemplate.parse(object).spec;
  const labels = Object.entries(template.metadata.labels ?? {}).filter(([key]) => !isOfController(key));
  return { ...template, metadata: { ...template.metadata, labels: Object.fromEntries(labels) } };
}

function isOfController(label: string): boolean {
  return ['controller-uid', 'job-name'].includes(label.replace('batch.kubernetes.io/', ''));
}

/** Of a pod that serves, what a pod that runs one command does without. */
const ofServing = ['ports', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle', 'args', 'restartPolicy'];
const ofServingPods = ['initContainers', 'readinessGates', 'topologySpreadConstraints'];

/**
 * The one container of a workload, with its environment, volumes and account, for a Job: without probes and ports, without
 * the containers beside it, which would never end, and without labels, by which a Service would send it requests.
 * Null where there is no such container. Throws a ZodError.
 */
export function templateOfWorkload(object: KubeObject, container: string): JobTemplate | null {
  const { metadata, spec } = withTemplate.parse(object).spec.template;
  const found = spec.containers.find(({ name }) => name === container);
  if (!found) return null;
  const containers = [without(found, ofServing)] as Container[];
  return { metadata: { annotations: metadata.annotations }, spec: { ...without(spec, ofServingPods), containers } };
}

function without<T extends object>(object: T, keys: readonly string[]): T {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key))) as T;
}

export interface JobAs {
  name: string;
  namespace: string;
  /** On the Job. */
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** Which container runs the command. */
  container: string;
  image: string;
  /** Empty: as in the template. */
  command: readonly string[];
  env: Readonly<Record<string, string>>;
  deadlineMs: number;
  /** It only looks: it runs at once, and where nobody removes it, the cluster does this long (s) after its end. */
  goesAfterS?: number;
  /** It goes with this object; absent where it stays until it is removed. */
  owner?: KubeObject;
}

/**
 * A Job that runs once: its pod is not started again, whatever becomes of it. Suspended, so that whoever has made it can
 * make sure that it may run before it does; but for one that only looks.
 */
export function jobOf(template: JobTemplate, as: JobAs): KubeObject {
  const { metadata, spec } = template;
  const containers = spec.containers.map((each) => (each.name === as.container ? running(each, as) : each));
  return {
    ...jobKind,
    metadata: {
      name: as.name,
      namespace: as.namespace,
      labels: as.labels,
      annotations: as.annotations,
      ...(as.owner && { ownerReferences: [referenceTo(as.owner)] }),
    },
    spec: {
      suspend: as.goesAfterS === undefined,
      ...(as.goesAfterS !== undefined && { ttlSecondsAfterFinished: as.goesAfterS }),
      backoffLimit: 0,
      completions: 1,
      parallelism: 1,
      activeDeadlineSeconds: Math.ceil(as.deadlineMs / 1000),
      template: {
        metadata: Object.fromEntries(Object.entries(metadata).filter(([, value]) => value)),
        spec: { ...without(spec, ['activeDeadlineSeconds']), containers, restartPolicy: 'Never' },
      },
    },
  };
}

function referenceTo({ apiVersion, kind, metadata: { name, uid = '' } }: KubeObject) {
  return { apiVersion, kind, name, uid };
}

function running(container: Container, { image, command, env }: JobAs): Container {
  const others = (container.env ?? []).filter(({ name }) => env[name] === undefined);
  // Kubernetes reads $(NAME) in a value, and $$ for a dollar.
  const own = Object.entries(env).map(([name, value]) => ({ name, value: value.replaceAll('$', '$$$$') }));
  const run = command.length > 0 ? { ...without(container, ['args']), command } : container;
  return { ...run, image, env: [...others, ...own] };
}
