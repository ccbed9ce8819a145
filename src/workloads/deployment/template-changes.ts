import { z } from 'zod';
import { canonicalJson } from '../../domain/json.ts';
import { type Kube, KubeError, type KubeObject } from '../../platform/kube.ts';
import { controllerOf } from '../objects/owner.ts';
import { selectorText } from '../objects/selector.ts';
import { mayStandFor } from '../versions/same-content.ts';
import type { Workload } from '../workload.ts';
import { hashLabel, replicaSetKind, revisionAnnotation } from './pods.ts';

const fields = z.record(z.string(), z.unknown());
const containers = z
  .array(fields)
  .nullish()
  .transform((all) => all ?? []);
const templateSchema = z.object({
  metadata: z.object({ labels: fields.nullish(), annotations: fields.nullish() }).nullish(),
  spec: z.looseObject({ containers, initContainers: containers }),
});
type Template = z.infer<typeof templateSchema>;
type Fields = z.infer<typeof fields>;

const revisionHistory = 'deployment.kubernetes.io/revision-history';
/** A restart changes no pod but in its age. */
const restarted = 'kubectl.kubernetes.io/restartedAt';

/**
 * What its template says otherwise than the first of its ReplicaSets, which has it as it was stored when the Deployment was
 * made: with what admission and defaults have put into it. One read, and only where a second template has come.
 * @returns in words, without the values, which may be secret; empty where nothing has changed, or nobody can tell
 */
export async function templateChanges(kube: Kube, { object, selector }: Workload): Promise<string[]> {
  const revision = Number(object.metadata.annotations?.[revisionAnnotation] ?? Number.NaN);
  if (revision === 1) return [];
  const sets = await setsOf(kube, object, selectorText(selector));
  const [first] = sets.sort((a, b) => madeAt(a) - madeAt(b) || firstRevision(a) - firstRevision(b));
  if (!first) return [];
  // The first one is gone with the history, so that nobody can say that this is as it was.
  if (revision > 1 && sets.length === 1) return ['pod template'];
  const [before, now] = [templateOf(first), templateOf(object)];
  return before && now ? differences(before, now) : [];
}

async function setsOf(kube: Kube, { metadata }: KubeObject, selector: string): Promise<KubeObject[]> {
  try {
    const found = await kube.list(replicaSetKind, metadata.namespace ?? '', selector);
    return found.filter((set) => controllerOf(set)?.uid === metadata.uid);
  } catch (error) {
    if (error instanceof KubeError && error.kind === 'forbidden') return [];
    throw error;
  }
}

function madeAt({ metadata }: KubeObject): number {
  return Date.parse(metadata.creationTimestamp ?? '') || 0;
}

/** The number that it had first: one that comes into use again gets a new one, and its former ones are noted. */
function firstRevision({ metadata: { annotations = {} } }: KubeObject): number {
  const former = annotations[revisionHistory]?.split(',') ?? [];
  return Math.min(...[annotations[revisionAnnotation] ?? 0, ...former].map(Number));
}

function templateOf(object: KubeObject): Template | null {
  return templateSchema.safeParse((object['spec'] as { template?: unknown } | undefined)?.template).data ?? null;
}

function differences(before: Template, now: Template): string[] {
  const { containers: were, initContainers: initWere, ...specBefore } = before.spec;
  const { containers: are, initContainers: initAre, ...specNow } = now.spec;
  const [labels, annotations] = (['labels', 'annotations'] as const).map((of) =>
    changedKeys(without(before.metadata?.[of]), without(now.metadata?.[of])),
  );
  return [
    ...(labels?.length ? ['labels'] : []),
    ...(annotations?.length ? ['annotations'] : []),
    ...changedKeys(specBefore, specNow),
    ...ofContainers([...were, ...initWere], [...are, ...initAre]),
  ];
}

function without(all: Fields | null | undefined): Fields {
  const { [hashLabel]: _hash, [restarted]: _at, ...rest } = all ?? {};
  return rest;
}

function ofContainers(before: readonly Fields[], now: readonly Fields[]): string[] {
  const names = [...new Set([...before, ...now].map(({ name }) => String(name)))];
  return names.flatMap((name) => {
    const [was, is] = [before, now].map((all) => all.find((each) => each['name'] === name));
    if (!was || !is) return [`container ${name}`];
    return changedKeys(was, is)
      .filter((key) => key !== 'image' || !mayStandFor(String(is['image']), String(was['image'])))
      .map((key) => `${key} of container ${name}`);
  });
}

function changedKeys(before: Fields, now: Fields): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return keys.filter((key) => canonicalJson(before[key] ?? null) !== canonicalJson(now[key] ?? null));
}
