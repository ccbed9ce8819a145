import { masked } from '../domain/mask.ts';
import type { PreflightFinding } from '../domain/preflight.ts';
import type { Route } from '../domain/route.ts';
import type { Target } from '../domain/target.ts';
import { imagesByContainer, type Version } from '../domain/version.ts';
import { type Kube, KubeError, type KubeObject } from '../platform/kube.ts';
import { within } from '../platform/within.ts';
import { admissionFindings, type ChangedImage, meaningOf, type Said, type Tried } from '../preflight/admission.ts';
import type { Scene } from '../preflight/check.ts';
import type { Router } from '../providers/routers/router.ts';
import { candidateServiceObject, candidateWorkload, type Making } from '../steps/candidate-objects.ts';
import { clip, tidy } from '../words/escape.ts';
import { kindOf } from '../workloads/of-target.ts';
import type { Workload } from '../workloads/workload.ts';
import { copiesToTry } from './admission-copies.ts';

/** Nobody waits longer for what is only tried (ms). */
const withinMs = 5000;

/** A policy may list all that it wants (characters). */
const longest = 400;

/** What a release would write. */
export interface Writing {
  scene: Scene;
  workload: Workload;
  service: KubeObject | null;
  /** That comes; its other containers included. */
  to: Version;
  router: Pick<Router, 'traits' | 'writes'>;
  /** That the candidate would get besides weights. */
  routes: readonly Route[];
  /** A check has refused the size already. */
  counts: boolean;
}

interface Try {
  tried: Tried;
  object: KubeObject;
  /** That it would run, by container. */
  images?: ReadonlyMap<string, string>;
  /** The same object as it is today: what is refused of that too, is no fault of the new version. */
  today?: KubeObject;
}

/**
 * What the cluster's admission (webhooks, policies, built-in plugins) says to the writes of a release, asked by dry runs of
 * them. Nothing is changed. Never rejects because of what it finds.
 */
export async function admissionOf(kube: Kube, writing: Writing): Promise<PreflightFinding[]> {
  const late: Said = { kind: 'unknown', why: 'unanswered', detail: `no answer within ${withinMs / 1000} s` };
  const others = await within(withinMs, othersOf(kube, writing), []);
  const all = [...triesOf(writing), ...others].map(async (each) => ({
    tried: each.tried,
    said: await within(withinMs, ask(kube, each, writing.scene.target), late),
  }));
  return admissionFindings(writing.scene, await Promise.all(all), writing);
}

/** The workload with the new images, a pod of it, and, where the strategy makes one, the candidate with its Service. */
function triesOf({ scene, workload, service, to, router }: Writing): Try[] {
  const { target, candidate, front, stable } = scene;
  const kind = kindOf(target);
  const images = imagesByContainer(to, target.workload.container);
  const title = ({ kind: of, metadata }: KubeObject) => `${of} ${metadata.name}`;
  const updated = kind.withImages(workload.object, images);
  const resource = kind.permissions[0]?.resource ?? kind.word;
  const tries: Try[] = [
    { tried: { role: 'workload', title: stable.title, resource, verb: 'update' }, object: updated, images },
  ];
  let copied: KubeObject | null = null;
  if (candidate) {
    // The release has no number yet, and the way back is written when it starts.
    const making: Making = { release: 'r0', target, router, plan: { to, steps: [] } };
    const apart = candidate.apart?.key;
    copied = candidateWorkload(making, workload.object, candidate.pods, { selector: front?.selector ?? {}, apart });
    tries.push({
      tried: { role: 'candidate', title: title(copied), resource, verb: 'create' },
      object: copied,
      images,
    });
    if (service && candidate.service) {
      const object = candidateServiceObject(making, service);
      tries.push({ tried: { role: 'candidate', title: title(object), resource: 'services', verb: 'create' }, object });
    }
  }
  const pod = kind.podOf(copied ?? updated);
  const whose = copied ? title(copied) : stable.title;
  tries.push({
    tried: { role: 'pod', title: `a pod of ${whose}`, resource: 'pods', verb: 'create' },
    object: pod,
    today: kind.podOf(workload.object),
  });
  return tries;
}

/** Of what a release divides and copies. */
async function othersOf(kube: Kube, { scene, workload, router, routes: asked }: Writing): Promise<Try[]> {
  const { target, candidate } = scene;
  const [routes, copies] = await Promise.all([
    candidate ? (router.writes?.(target, asked) ?? []) : [],
    copiesToTry(kube, target, workload.object),
  ]);
  return [
    ...routes.map(({ verb, resource, object }) => tryOf('routes', verb, resource, object)),
    ...copies.map((object) => tryOf('copy', 'create', `${object.kind.toLowerCase()}s`, object)),
  ];
}

function tryOf(role: Tried['role'], verb: Tried['verb'], resource: string, object: KubeObject): Try {
  return { tried: { role, verb, resource, title: `${object.kind} ${object.metadata.name}` }, object };
}

async function ask(kube: Kube, { tried, object, images, today }: Try, target: Target): Promise<Said> {
  const failure = await failureOf(kube, tried.verb, object);
  if (!(failure instanceof KubeError)) return { kind: 'taken', images: changedIn(failure, images, target) };
  const meaning = meaningOf(failure);
  const said = failure.message.replace(/^(?:create|update) \S+ \S+: /, '');
  const detail = clip(tidy(masked(said, [])), longest);
  switch (meaning) {
    case 'exists':
      // Whose it is, is asked elsewhere.
      return { kind: 'taken', images: [] };
    case 'refused': {
      const same = today && (await failureOf(kube, tried.verb, today));
      return { kind: 'refused', detail, always: same instanceof KubeError };
    }
    case 'forbidden':
    case 'no-dry-run':
    case 'webhook-fails':
    case 'unanswered':
      return { kind: 'unknown', why: meaning, detail };
  }
}

/** The object as it would be stored, or why it would not be. */
async function failureOf(kube: Kube, verb: Tried['verb'], object: KubeObject): Promise<KubeObject | KubeError> {
  try {
    return await kube.dryRun(verb, object);
  } catch (error) {
    if (error instanceof KubeError) return error;
    throw error;
  }
}

function changedIn(stored: KubeObject, images: Try['images'], target: Target): ChangedImage[] {
  if (!images) return [];
  const now = kindOf(target).readable(stored)?.images;
  return [...images].flatMap(([container, asked]) => {
    const found = now?.get(container);
    return found === undefined || found === asked ? [] : [{ container, asked, stored: found }];
  });
}
