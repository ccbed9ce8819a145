import { apartFrom, candidateLabels, candidateName, candidateService, labels as ours } from '../domain/names.ts';
import type { Strategy, Target } from '../domain/target.ts';
import type { RouterTraits } from '../providers/routers/kind.ts';
import { kindOfStrategy } from '../strategies/make-plan.ts';
import { kindOf, stableTitle } from '../workloads/of-target.ts';
import type { Workload } from '../workloads/workload.ts';
import type { Apart, Candidate, Front, Scene, Stable } from './check.ts';
import { serviceSchema } from './shapes.ts';

/** What has been read before anything else of the namespace is. */
export interface Given {
  target: Target;
  strategy: Strategy;
  router: RouterTraits;
  routes: Scene['routes'];
  workload: Workload;
  /** Its Service as the API server sent it; null where it has none. */
  service: Workload['object'] | null;
  /** The version that it runs, in words. */
  version: string;
}

/** @returns null where the workload's pod template cannot be read */
export function sceneOf(given: Given): Scene | null {
  const { target, router, routes, workload } = given;
  const rollout = kindOf(target).rollout(workload.object);
  if (rollout === null) return null;
  const stable: Stable = {
    title: stableTitle(target),
    replicas: workload.replicas,
    version: given.version,
    image: workload.images.get(target.workload.container) ?? '',
    selector: workload.selector,
    rollout,
    rolled: workload.rolled,
    leaving: workload.object.metadata.deletionTimestamp !== undefined,
  };
  const front = frontOf(given.service);
  const { handling, inStages } = kindOfStrategy(given.strategy);
  const staged = inStages(given.strategy);
  const scene = { target, handling, staged, router, routes, stable, front, candidate: null };
  return handling.clones ? { ...scene, candidate: candidateOf(given, stable, front) } : scene;
}

function frontOf(service: Given['service']): Front | null {
  if (service === null) return null;
  const spec = serviceSchema.safeParse(service).data?.spec;
  return {
    name: service.metadata.name,
    selector: spec?.selector ?? {},
    targetPorts: (spec?.ports ?? []).map(({ targetPort }) => targetPort ?? 0),
  };
}

function candidateOf({ target, strategy, router }: Given, stable: Stable, front: Front | null): Candidate {
  const usual = router.candidateBehindService ? undefined : Object.keys(front?.selector ?? {})[0];
  const candidate: Candidate = {
    name: candidateName(target),
    service: candidateService(target),
    pods: kindOfStrategy(strategy).candidatePods(router, stable.replicas, strategy),
    // The release has no number yet: any will do.
    labels: { ...stable.rollout.template.metadata.labels, ...candidateLabels(target), [ours.release]: 'r0' },
    apart: null,
  };
  return usual === undefined || front === null ? candidate : setApart(candidate, front, usual);
}

/** The candidate with this label of the Service's selector changed. */
export function setApart(candidate: Candidate, { selector }: Front, key: string): Candidate {
  const value = selector[key] ?? '';
  const apart: Apart = { key, stable: value, candidate: apartFrom(value) };
  const before = candidate.apart === null ? {} : { [candidate.apart.key]: candidate.apart.stable };
  return { ...candidate, apart, labels: { ...candidate.labels, ...before, [key]: apart.candidate } };
}
