import { z } from 'zod';
import type { Leftover } from '../actions/action.ts';
import { facetsOf, workloadChange } from '../actions/facets.ts';
import type { Action } from '../actions/index.ts';
import { lookForLeftovers, putBackAll } from '../actions/put-back.ts';
import { canonicalJson, readJson } from '../domain/json.ts';
import { annotations, candidateService } from '../domain/names.ts';
import { type Plan, planFormat } from '../domain/plan.ts';
import type { Target } from '../domain/target.ts';
import type { Version } from '../domain/version.ts';
import { versionOf } from '../domain/version.ts';
import { isLeftBy } from '../marks/marked.ts';
import { sha256 } from '../platform/digest.ts';
import type { KubeObject } from '../platform/kube.ts';
import { mayMirror } from '../providers/images/reference.ts';
import { providerObjects } from '../providers/index.ts';
import { routedAtOnce, routerWrites } from '../providers/routing.ts';
import { kindOfStrategy } from '../strategies/make-plan.ts';
import { titleOf } from '../workloads/objects/refs.ts';
import { candidateTitle, imageOf, kindOf, stableTitle } from '../workloads/of-target.ts';
import type { Trace } from './scan.ts';
import { type Seen, undoIn } from './seen.ts';

/** What would be done to put back what a release has left. */
export interface WayBack {
  kind: 'open';
  /** A plan of which only the undo is ever run. */
  plan: Plan;
  /** The image that the workload gets; null where it keeps the one that it has. */
  image: string | null;
  /** Pods that the workload has at least afterwards; null where their number stays. */
  replicas: number | null;
  /** Objects that route traffic and are as before afterwards: `VirtualService checkout`. */
  routes: string[];
  /** Objects that are removed: `Service checkout-candidate`. */
  removed: string[];
  /** Of what then runs, and in how many pods: what a person has seen is what is done. */
  digest: string;
}

export type WayBackRead = WayBack | { kind: 'closed'; why: string };

/** More pods than a workload has; above the largest clusters that Kubernetes itself is tested with. */
const mostReplicas = 5000;

const noteSchema = z.looseObject({
  was: z.object({ image: z.string().min(1), replicas: z.number().int().nonnegative() }),
  containers: z.record(z.string(), z.looseObject({ was: z.string().min(1) })).optional(),
});

/**
 * The way back that the objects show. What they say has been written by Sluice, for only sealed marks are read, and is
 * looked at all the same: the workload gets no image of another repository, and no number of pods that nobody has.
 * @param stable the workload as it is now, marked or not; null where it is gone
 */
export function wayBack(trace: Trace, usual: Target, stable: KubeObject | null): WayBackRead {
  const target = asLeft(trace, usual);
  const before = stateBefore(trace, target);
  const undo = undoOf(trace, before);
  const running = imageIn(stable, target);
  const from = before?.image ?? running;
  if (from === null) return { kind: 'closed', why: 'the objects do not say what they looked like before' };
  const image = undo.map((action) => workloadChange(action)?.image ?? null).findLast((each) => each !== null) ?? null;
  const strange = [image, ...Object.values(before?.also ?? {})].find(
    (each) => each !== null && !mayMirror(each, target.repository),
  );
  if (strange)
    return { kind: 'closed', why: `the image to go back to, ${strange}, is not one of ${target.repository}` };
  const sizes = undo.flatMap((action) => ('replicas' in action ? [action.replicas] : []));
  if (Math.max(0, ...sizes) > mostReplicas) {
    return { kind: 'closed', why: `it would need ${Math.max(...sizes)} pods, more than any workload has` };
  }
  const also = before?.also;
  const plan = planOf(trace, target, { undo, from: { ...versionOf(from), ...(also && { also }) }, before });
  const runs = { image, replicas: sizeAfter(undo) };
  return { kind: 'open', plan, ...runs, ...touched(trace.seen, target, undo), digest: digestOf(runs) };
}

/** Where the release has moved the traffic at once, whatever the catalogue says of its usual way, so is the way back. */
function asLeft({ seen }: Trace, target: Target): Target {
  const atOnce = routedAtOnce(target);
  const switched = atOnce === target ? [] : routerWrites(atOnce).map(({ ref }) => titleOf(ref, ref.name));
  return seen.some(({ name }) => switched.includes(name)) ? atOnce : target;
}

/** Not of the objects that go: a worker that was cut off may still have made one. */
function digestOf(runs: Pick<WayBack, 'image' | 'replicas'>): string {
  return sha256(canonicalJson(runs)).slice(0, 16);
}

function planOf(
  trace: Trace,
  target: Target,
  { undo, from, before }: { undo: Action[]; from: Version; before: Before | null },
): Plan {
  const candidate = trace.seen.find(({ name }) => name === candidateTitle(target))?.object ?? null;
  const marked = trace.seen.find(({ name }) => name === stableTitle(target))?.object ?? null;
  const to = imageIn(candidate, target) ?? imageIn(marked, target);
  const step = { action: lookForLeftovers, undo, deadlineMs: target.limits.readyMs, watched: false };
  return {
    format: planFormat,
    strategy: kindOfStrategy(target.strategy).kind,
    target,
    from,
    to: to === null ? from : versionOf(to),
    replicas: before?.replicas ?? 1,
    runningSince: null,
    steps: [step],
    estimateMs: 0,
    notes: [],
  };
}

interface Before {
  image: string;
  replicas: number;
  /** Of the other containers that moved along. */
  also?: Record<string, string>;
}

/** The workload as the note on it says that it was; null where this release has not written it. */
function stateBefore({ seen }: Trace, target: Target): Before | null {
  const stable = seen.find(({ name }) => name === stableTitle(target));
  const note = readJson(noteSchema, stable?.object.metadata.annotations?.[annotations.undo] ?? '');
  if (!note) return null;
  const others = Object.entries(note.containers ?? {}).map(([container, { was }]) => [container, was] as const);
  return { ...note.was, ...(others.length > 0 ? { also: Object.fromEntries(others) } : {}) };
}

/**
 * As the candidate's objects say it, or in general for what is left where none of them is there: each action changes
 * nothing where nothing is. The workload itself is touched only where its own note says that the release has written
 * it, and gets the image that stands there: a candidate's marks could be those of a copy.
 */
function undoOf({ seen }: Trace, before: Before | null): Action[] {
  const told = undoIn(seen);
  if (!told) return putBackAll(before);
  return told.flatMap((action): Action[] => {
    if (workloadChange(action) === null) return [action];
    if (!before) return [];
    return ['image' in action ? { ...action, image: before.image } : action];
  });
}

function sizeAfter(undo: readonly Action[]): number | null {
  const changes = undo.map(workloadChange).filter((change) => change !== null);
  return changes.at(-1)?.replicas ?? null;
}

const removable: readonly Leftover[] = [
  'candidate',
  'candidate service',
  'migration jobs',
  'smoke job',
  'copied ConfigMaps',
  'copied Secrets',
];

/** What of the marked objects is restored, and what removed. */
function touched(seen: readonly Seen[], target: Target, undo: readonly Action[]) {
  const back = undo.flatMap((action) => facetsOf(action).takesBack ?? []);
  const objects = providerObjects(target);
  const among = (...which: Leftover[]) => {
    const wanted = which.filter((each) => back.includes(each));
    return seen.filter((each) => isLeftBy(target, objects, each, wanted)).map(({ name }) => name);
  };
  const own = candidateService(target);
  // What the router has made beside the user's routes has the candidate's own name, and goes with it.
  const isMade = (title: string) => title.endsWith(` ${own}`);
  const routes = among('routes');
  const removed = [...among(...removable), ...routes.filter(isMade)];
  return { routes: routes.filter((title) => !isMade(title)), removed };
}

function imageIn(object: KubeObject | null, target: Target): string | null {
  const read = object && kindOf(target).readable(object);
  return read && imageOf(read, target.workload.container);
}
