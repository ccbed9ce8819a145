import type { Action, ActionOf } from '../actions/index.ts';
import type { ConfigurationMove, ConfigurationSource } from '../domain/configuration.ts';
import { bringsIn, type Step } from '../domain/plan.ts';
import type { Target } from '../domain/target.ts';
import { type Outline, step } from './planner.ts';

/** The ConfigMaps and Secrets that move with a release: what the template names, and what is copied for it. */
export interface ConfigurationToMove {
  moves: readonly ConfigurationMove[];
  copies: readonly ConfigurationSource[];
}

/**
 * The same way in, with copies of the configuration made first: every pod template of the new version names them from its
 * first pod on, and on the way back stable names what it did before. What is undone first is made last.
 */
export function configured(outline: Outline, { moves, copies }: ConfigurationToMove, { limits }: Target): Outline {
  if (moves.length === 0) return outline;
  const back = moves.map(({ kind, source, from, to }) => ({ kind, source, from: to, to: from }));
  const deadlineMs = limits.readyMs;
  const named = outline.steps.map(
    (each): Step => ({
      ...each,
      action: naming(each.action, moves),
      undo: each.undo.map((action) => naming(action, back)),
    }),
  );
  const ended = bringsIn(outline) ? settled(named, moves, deadlineMs) : removed(named, copies, deadlineMs);
  return { ...outline, steps: [...copying(copies, deadlineMs), ...ended] };
}

function copying(copies: readonly ConfigurationSource[], deadlineMs: number): Step[] {
  if (copies.length === 0) return [];
  const undo: Action[] = [removing(copies), { kind: 'verify.clean' }];
  return [step({ kind: 'config.copy', sources: [...copies] }, { undo, deadlineMs })];
}

function removing(copies: readonly ConfigurationSource[]): Action {
  return { kind: 'config.remove', sources: copies.map(({ kind, source }) => ({ kind, source })) };
}

/** Nothing names the copies any more once the candidate is gone. */
function removed(steps: readonly Step[], copies: readonly ConfigurationSource[], deadlineMs: number): Step[] {
  if (copies.length === 0) return [...steps];
  return [...steps.slice(0, -1), step(removing(copies), { deadlineMs }), ...steps.slice(-1)];
}

/** Before the last look, which finds nothing of the release any more. */
function settled(steps: readonly Step[], moves: readonly ConfigurationMove[], deadlineMs: number): Step[] {
  const settle: ActionOf<'config.settle'> = { kind: 'config.settle', configuration: [...moves] };
  return [...steps.slice(0, -1), step(settle, { deadlineMs }), ...steps.slice(-1)];
}

function naming(action: Action, configuration: readonly ConfigurationMove[]): Action {
  switch (action.kind) {
    case 'candidate.start':
    case 'workload.partition':
    case 'workload.update':
      return { ...action, configuration: [...configuration] };
    default:
      return action;
  }
}
