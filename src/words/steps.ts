import type { ActionContext, Group } from '../actions/action.ts';
import { facetsOf, flagMove, givesTrafficBack, looksOnly, takesRouteBack } from '../actions/facets.ts';
import type { Action } from '../actions/index.ts';
import type { Plan, Step } from '../domain/plan.ts';
import type { HandCommand } from './by-hand.ts';
import {
  describeCopies,
  describeFlags,
  describeMarked,
  describeMigration,
  describePartitions,
  describeTraffic,
} from './growing-lines.ts';
import { hasTraffic } from './traffic.ts';
import { join, nothing, say, type Words } from './words.ts';

/** What an action does, for people: "traffic 25 %". */
export function describeAction(action: Action, context: ActionContext): Words {
  return facetsOf(action).describe(action, context);
}

/** What undoing does, for people: going back, the main pods are those of the version before. */
export function describeUndo(action: Action, context: ActionContext): Words {
  return facetsOf(action).describeUndo(action, context);
}

/** How a person does an undo action without Sluice; null where there is no command for it. */
export function byHand(action: Action, context: ActionContext): HandCommand | null {
  return facetsOf(action).byHand(action, context);
}

/** One line of the plan as people read it: several small steps that belong together. */
export interface PlanLine {
  what: Words;
  /** Empty where nothing needs undoing. */
  undo: Words;
}

/** The plan in a few lines: what belongs together is told together. */
export function planLines(plan: Plan): PlanLine[] {
  return groupsOf(plan).map(({ kind, steps }) => ({
    what: describeGroup(kind, steps, plan),
    undo: undoOfGroup(steps, plan),
  }));
}

interface StepGroup {
  kind: Group;
  steps: Step[];
}

/** Consecutive steps of the plan that are one line of it. */
function groupsOf(plan: Plan): StepGroup[] {
  const groups: StepGroup[] = [];
  for (const step of plan.steps) {
    const last = groups.at(-1);
    const kind = facetsOf(step.action).group(last?.kind ?? null);
    // Every release of a train is a line of its own.
    if (last && last.kind === kind && kind !== 'release') last.steps.push(step);
    else groups.push({ kind, steps: [step] });
  }
  return groups;
}

/** Where a step stands among the lines of its plan, both counted from 1. */
export interface LineOfStep {
  line: number;
  of: number;
}

/** @param index of a step; behind the last one, the last line is meant */
export function lineOfStep(plan: Plan, index: number): LineOfStep {
  const groups = groupsOf(plan);
  let before = 0;
  const at = groups.findIndex(({ steps }) => {
    before += steps.length;
    return index < before;
  });
  return { line: at < 0 ? groups.length : at + 1, of: groups.length };
}

/** What a step does, so that its line of the plan is recognized in it: "clean up: remove the candidate". */
export function describeStep(plan: Plan, index: number): Words {
  const [step, next] = plan.steps.slice(index);
  if (!step) return nothing;
  if (isIdle(step.action, plan) && next) return describeAction(next.action, plan);
  const group = groupsOf(plan)[lineOfStep(plan, index).line - 1];
  const what = describeAction(step.action, plan);
  return group && group.kind === 'tidy' && group.steps.length > 1 ? say`clean up: ${what}` : what;
}

function isIdle(action: Action, plan: Plan): boolean {
  return facetsOf(action).idle?.(action, plan) ?? false;
}

function describeGroup(kind: Group, steps: readonly Step[], plan: Plan): Words {
  const actions = steps.map(({ action }) => action);
  switch (kind) {
    case 'prepare':
      return inTurn(
        actions.filter((action) => !isIdle(action, plan)),
        plan,
      );
    case 'copies':
      return describeCopies(actions, plan);
    case 'marked':
      return describeMarked(actions, plan);
    case 'traffic':
      return describeTraffic(actions, plan);
    case 'flag':
      return describeFlags(steps);
    case 'migrate':
      return describeMigration(actions, plan);
    case 'partitions':
      return describePartitions(actions, plan);
    case 'contract':
      return inTurn(
        actions.filter((action) => !looksOnly(action)),
        plan,
      );
    case 'ask':
    case 'configure':
    case 'release':
    case 'rest':
    case 'update':
    case 'scale':
      return inTurn(actions, plan);
    case 'tidy':
      return actions.length > 1
        ? say`clean up: ${tidied(actions, plan)}, nothing left behind`
        : say`check that nothing is left behind`;
  }
}

/** "stop all pods, update 2.4.0 pods to 2.4.1, then start 4 pods". */
function inTurn(actions: readonly Action[], plan: Plan): Words {
  const all = actions.map((action) => describeAction(action, plan));
  const last = all.at(-1) ?? nothing;
  return all.length > 1 ? say`${join(all.slice(0, -1), ', ')}, then ${last}` : last;
}

/** What becomes of the candidate's requests at the end. */
function tidied(actions: readonly Action[], plan: Plan): Words {
  const last = actions.find(takesRouteBack);
  if (last && !givesTrafficBack(last)) return describeAction(last, plan);
  return hasTraffic(plan) ? say`traffic to the main pods` : say`only the main pods`;
}

/** Of the undo of all steps in the group, what matters most to people: the rest follows from it. */
function undoOfGroup(steps: readonly Step[], plan: Plan): Words {
  const undo = steps.flatMap((step) => step.undo).filter((action) => !looksOnly(action));
  const flags = undo.filter((action) => flagMove(action) !== null).map((action) => describeUndo(action, plan));
  if (flags.length > 0) return join(unlike(flags), ', ');
  return named(undo, (action) => describeUndo(action, plan));
}

function unlike(all: readonly Words[]): Words[] {
  return all.filter(({ plain }, index) => all.findIndex((other) => other.plain === plain) === index);
}

/** One for all of them: the first of the highest rank. */
function named(actions: readonly Action[], words: (action: Action) => Words): Words {
  const highest = Math.max(...actions.map((action) => facetsOf(action).rank));
  const main = actions.find((action) => facetsOf(action).rank === highest);
  return main ? words(main) : nothing;
}
