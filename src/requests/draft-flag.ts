import type { FlagAsked } from '../domain/flag-wish.ts';
import { withNotes } from '../domain/preflight.ts';
import { versionOf } from '../domain/version.ts';
import { makeFlagPlan } from '../strategies/flag-plan.ts';
import type { RequestDeps } from './deps.ts';
import { type Draft, drafted } from './drafted.ts';
import { figuresBefore } from './figures.ts';
import { flagAsked } from './flag-alone.ts';
import type { Placed } from './place.ts';
import { lookAtTarget } from './snapshot.ts';

/** What would become of a flag that is asked for by itself. No registry is asked, and nothing of the workload changes. */
export async function draftFlag(deps: RequestDeps, { request, target }: Placed, asked: FlagAsked): Promise<Draft> {
  const figures = figuresBefore(deps, target);
  const look = await lookAtTarget(deps.clusters, target);
  if (look.kind === 'refused') return look;
  const { replicas, image } = look.snapshot;
  const found = await flagAsked(deps, { asked, target, replicas });
  if (found.kind === 'refused') return found;
  const { how, before, findings } = found;
  const made = makeFlagPlan({ asked, how, before, running: versionOf(image), replicas, target });
  const plan = { ...made, ...withNotes(made, findings) };
  return drafted(deps, { request, target }, { plan, figures });
}
