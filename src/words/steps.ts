import type { Action, Plan, Step } from '../domain/plan.ts';
import { duration, share } from './format.ts';
import { hasTraffic } from './reach.ts';
import { join, nothing, say, toWords, type Words } from './words.ts';

/** What an action does, for people: "traffic 25 %". */
export function describeAction(action: Action, plan: Plan): Words {
  const { from, to } = plan;
  switch (action.kind) {
    case 'route.prepare':
      return say`make routing ready for ${to.version}`;
    case 'route.clean':
      return say`routing as it was`;
    case 'candidate.start':
      return say`start ${pods(action.replicas, 'candidate pod')}`;
    case 'candidate.scale':
      return say`${pods(action.replicas, 'candidate pod')}`;
    case 'candidate.remove':
      return say`remove the candidate`;
    case 'traffic.shift':
      return say`${sharedOut(plan)} ${share(action.percent)} to ${to.version}`;
    case 'traffic.restore':
      return hasTraffic(plan) ? say`all traffic to the main pods` : say`only the main pods running`;
    case 'bake':
      return say`watch for ${duration(action.forMs)}`;
    case 'workload.update':
      return action.image === to.image ? say`${from.version} pods take ${to.version}` : say`image ${from.version}`;
    case 'workload.scale':
      return action.replicas === 0 ? say`stop all pods` : say`start ${pods(action.replicas, 'pod')}`;
    case 'verify.clean':
      return say`check that nothing is left over`;
  }
}

/** What undoing does, for people: going back, the main pods are those of the version before. */
export function describeUndo(action: Action, plan: Plan): Words {
  const { from } = plan;
  if (action.kind === 'traffic.restore')
    return hasTraffic(plan) ? say`all traffic to ${from.version}` : say`only pods of ${from.version} running`;
  if (action.kind === 'candidate.remove') return say`remove the candidate`;
  return describeAction(action, plan);
}

/** One line of the plan as people read it: several small steps that belong together. */
export interface PlanLine {
  what: Words;
  /** Empty where nothing needs undoing. */
  undo: Words;
}

type Group = 'prepare' | 'traffic' | 'update' | 'scale' | 'tidy';

/** The plan in a few lines: what belongs together is told together. */
export function planLines(plan: Plan): PlanLine[] {
  const groups: { kind: Group; steps: Step[] }[] = [];
  for (const step of plan.steps) {
    const last = groups.at(-1);
    const kind = groupOf(step.action, last?.kind);
    if (last && last.kind === kind) last.steps.push(step);
    else groups.push({ kind, steps: [step] });
  }
  return groups.map(({ kind, steps }) => ({ what: describeGroup(kind, steps, plan), undo: undoOfGroup(steps, plan) }));
}

function groupOf(action: Action, before: Group | undefined): Group {
  switch (action.kind) {
    case 'route.prepare':
    case 'candidate.start':
      return 'prepare';
    case 'candidate.scale':
    case 'traffic.shift':
    case 'bake':
      return 'traffic';
    case 'workload.update':
      return before === 'scale' ? 'scale' : 'update';
    case 'workload.scale':
      return 'scale';
    case 'traffic.restore':
    case 'candidate.remove':
    case 'route.clean':
    case 'verify.clean':
      return 'tidy';
  }
}

function describeGroup(kind: Group, steps: readonly Step[], plan: Plan): Words {
  const actions = steps.map(({ action }) => action);
  switch (kind) {
    case 'prepare': {
      const start = actions.find((action) => action.kind === 'candidate.start');
      return start ? describeAction(start, plan) : say`make routing ready for ${plan.to.version}`;
    }
    case 'traffic':
      return describeTraffic(actions, plan);
    case 'update':
    case 'scale':
      return join(
        actions.map((action) => describeAction(action, plan)),
        ', then ',
      );
    case 'tidy':
      return actions.length > 1
        ? say`tidy up: ${hasTraffic(plan) ? 'traffic to the main pods' : 'only the main pods'}, nothing left over`
        : say`check that nothing is left over`;
  }
}

function describeTraffic(actions: readonly Action[], plan: Plan): Words {
  const shares = actions.flatMap((action) => (action.kind === 'traffic.shift' ? [action.percent] : []));
  const bakes = actions.flatMap((action) => (action.kind === 'bake' ? [action.forMs] : []));
  const [first, ...more] = shares;
  const traffic =
    first === undefined
      ? nothing
      : toWords(`${sharedOut(plan)} ${share(first)}${more.map((each) => ` → ${trimShare(each)}`).join('')}`);
  return join([traffic, watching(bakes)], ', ');
}

/** What a canary gets a share of. */
function sharedOut(plan: Plan): string {
  return hasTraffic(plan) ? 'traffic' : 'pods';
}

function watching(bakes: readonly number[]): Words {
  const least = Math.min(...bakes);
  const most = Math.max(...bakes);
  if (bakes.length === 0) return nothing;
  if (bakes.length === 1) return toWords(`watching for ${duration(least)}`);
  return toWords(`watching for ${least === most ? duration(least) : `${duration(least)} to ${duration(most)}`} each`);
}

/** Of the undo of all steps in the group, what the last does first: for people, the rest follows from it. */
function undoOfGroup(steps: readonly Step[], plan: Plan): Words {
  const kinds = steps.flatMap((step) => step.undo);
  const main =
    kinds.find(({ kind }) => kind === 'traffic.restore') ??
    kinds.find(({ kind }) => kind === 'workload.update') ??
    kinds.find(({ kind }) => kind === 'candidate.remove') ??
    kinds[0];
  return main ? describeUndo(main, plan) : nothing;
}

function trimShare(percent: number): string {
  return share(percent).replace(' %', '');
}

function pods(howMany: number, noun: string): string {
  return `${howMany} ${noun}${howMany === 1 ? '' : 's'}`;
}
