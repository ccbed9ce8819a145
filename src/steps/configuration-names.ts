import { type ConfigurationMove, copyName, type NamedMove, namedMove } from '../domain/configuration.ts';
import type { KubeObject } from '../platform/kube.ts';
import { type ConfigurationUse, readConfiguration } from '../workloads/objects/configuration.ts';
import { kindOf, stableTitle } from '../workloads/of-target.ts';
import { lookAgainMs, type StepContext, type StepOutcome } from './step.ts';

type Holder = Pick<StepContext, 'release' | 'target' | 'undoing'>;

/** The names that a template shall have no more. Who has gone back to the source meanwhile is not let go on with it. */
function leftBehind({ undoing }: Holder, { source, from, to }: NamedMove): string[] {
  return (undoing ? [from] : [from, source]).filter((name) => name !== to);
}

/** The workload naming what an action says; a name that is neither is somebody else's, and stays. */
export function withNames(holder: Holder, object: KubeObject, moves: readonly ConfigurationMove[]): KubeObject {
  if (moves.length === 0) return object;
  const named = moves.map((move) => namedMove(move, holder.release));
  return kindOf(holder.target).withConfiguration(object, ({ kind, name }) => {
    const move = named.find((each) => each.kind === kind && leftBehind(holder, each).includes(name));
    return move?.to ?? name;
  });
}

/** Whether the workload names nothing any more that the action takes out of it. */
export function hasNames(holder: Holder, object: KubeObject, moves: readonly ConfigurationMove[]): boolean {
  return leftNames(holder, object, moves).length === 0;
}

/** What a workload names and an action takes out of it, and what it shall name instead. */
export interface LeftName extends ConfigurationUse {
  to: string;
}

export function leftNames(holder: Holder, object: KubeObject, moves: readonly ConfigurationMove[]): LeftName[] {
  if (moves.length === 0) return [];
  const named = moves.map((move) => namedMove(move, holder.release));
  return kindOf(holder.target)
    .configuration(object)
    .flatMap((use) => {
      const move = named.find((each) => each.kind === use.kind && leftBehind(holder, each).includes(use.name));
      return move ? [{ ...use, to: move.to }] : [];
    });
}

/** Whether the workload names this release's copy of an object. */
export function namesCopy(
  { release, target }: Holder,
  object: KubeObject,
  { kind, source }: Pick<ConfigurationMove, 'kind' | 'source'>,
): boolean {
  const copy = copyName(source, release);
  return kindOf(target)
    .configuration(object)
    .some((use) => use.kind === kind && use.name === copy);
}

/**
 * What a template is to name and somebody has deleted: no pod would start by it. Null where all is there. On the way back,
 * what its pods start without keeps nothing waiting, and for the rest a person has as long as for any question.
 * @param stable the workload as it is, on the way back
 */
export async function lackingConfiguration(
  context: StepContext,
  moves: readonly ConfigurationMove[],
  stable: KubeObject | null = null,
): Promise<StepOutcome | null> {
  const { kube, target, undoing, since } = context;
  for (const { kind, to } of needed(context, moves, stable)) {
    if (await readConfiguration(kube, kind, target.namespace, to)) continue;
    const error = `${kind} ${to} is gone, and no pod of ${stableTitle(target)} could start without it`;
    return undoing
      ? { kind: 'retry', error: `${error}: create it again`, ms: lookAgainMs, until: since + target.limits.holdMs }
      : { kind: 'fail', detail: error };
  }
  return null;
}

function needed(context: StepContext, moves: readonly ConfigurationMove[], stable: KubeObject | null) {
  if (!context.undoing || !stable) return moves.map((move) => namedMove(move, context.release));
  return leftNames(context, stable, moves).filter(({ optional }) => !optional);
}
