import { z } from 'zod';
import type { PodEvidence } from '../domain/evidence.ts';
import { masked, secretValues } from '../domain/mask.ts';
import { KubeError, type KubeObject } from '../platform/kube.ts';
import { podKind } from '../workloads/objects/refs.ts';
import { selectorText } from '../workloads/objects/selector.ts';
import { candidateSelector, readStable } from '../workloads/of-target.ts';
import { type FailedContainer, failedContainer } from '../workloads/trouble/failed-container.ts';
import { complaintsIn } from '../workloads/trouble/not-started.ts';
import { shorten } from '../workloads/trouble/status.ts';
import { eventsAbout } from './not-started.ts';
import { shownLines } from './shown-log.ts';
import type { StepContext } from './step.ts';

/** Lines of the log and complaints that are kept. */
const mostLines = 10;
const mostEvents = 3;
/** More lines than are shown, so that a key that begins before those is masked as a whole. */
const linesRead = 100;
const mostBytes = 64 * 1024;

type Asked = Pick<StepContext, 'kube' | 'target'>;

const envSchema = z.array(z.looseObject({ name: z.string(), value: z.string().optional() })).catch([]);
const specSchema = z.looseObject({
  containers: z.array(z.looseObject({ env: envSchema.optional() })).catch([]),
  initContainers: z
    .array(z.looseObject({ env: envSchema.optional() }))
    .catch([])
    .optional(),
});

/**
 * The last lines of a pod's log and what Kubernetes complained of, to be read before the pod goes. Why the log cannot be
 * read stands in its place. Throws a `KubeError` where the pods cannot be listed.
 * @returns null where there is no such pod
 */
export async function readPodEvidence(asked: Asked, name: string): Promise<PodEvidence | null> {
  const pod = await findPod(asked, name);
  if (!pod) return null;
  const container = failedContainer(pod);
  const secrets = secretsOf(pod);
  const { uid = '' } = pod.metadata;
  const [log, events] = await Promise.all([
    container ? logOf(asked, pod, container, secrets) : [],
    eventsAbout(asked.kube, { namespace: asked.target.namespace, uid }),
  ]);
  const complaints = complaintsIn(events).slice(-mostEvents);
  const said = complaints.map((words) => shorten(masked(words, secrets)));
  return { pod: name, container: container?.name ?? null, log, events: said };
}

/** A candidate's pods first: where there is one, the trouble is mostly its. */
async function findPod({ kube, target }: Asked, name: string): Promise<KubeObject | undefined> {
  const named = async (selector: string) =>
    (await kube.list(podKind, target.namespace, selector)).find(({ metadata }) => metadata.name === name);
  const candidate = await named(candidateSelector(target));
  if (candidate) return candidate;
  const stable = await readStable(kube, target);
  return stable ? named(selectorText(stable.selector)) : undefined;
}

async function logOf(
  { kube, target }: Asked,
  { metadata }: KubeObject,
  { name: container, previous }: FailedContainer,
  secrets: readonly string[],
): Promise<string[]> {
  const options = { container, previous, lines: linesRead, maxBytes: mostBytes };
  try {
    return shownLines(await kube.podLog(target.namespace, metadata.name, options), secrets, mostLines);
  } catch (error) {
    if (error instanceof KubeError) return [`(the log can't be read: ${shorten(error.message)})`];
    throw error;
  }
}

function secretsOf({ spec }: KubeObject): string[] {
  const { containers = [], initContainers = [] } = specSchema.safeParse(spec).data ?? {};
  return secretValues([...containers, ...initContainers].flatMap(({ env }) => env ?? []));
}
