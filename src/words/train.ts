import { restMs, startsIn } from '../actions/facets.ts';
import type { Plan } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import { type Child, hasBrought } from '../domain/train.ts';
import { join, lines, nothing, say, type Words } from './words.ts';

type TrainPlan = Pick<Plan, 'train' | 'to' | 'target'>;

/** "staging → production" */
export function stagesOf({ train, target }: Pick<Plan, 'train' | 'target'>): string {
  return (train?.stages ?? [target.environment]).join(' → ');
}

/** "checkout 2.4.1 through staging → production" */
export function trainTitle(plan: TrainPlan): string {
  return `${plan.target.service} ${plan.to.version} through ${stagesOf(plan)}`;
}

/** How far it has come, in one line: "staging ✓ · production waiting for approval". */
export function trainReach(release: Release): Words {
  const stages = release.plan.steps.map((_, index) => stageNow(release, index)).filter((each) => each !== null);
  return join(
    stages.map(({ name, mark, state }) => (mark === '✓' ? say`${name} ✓` : join([name, state], ' '))),
    ' · ',
  );
}

/** Where it is now: "production waiting for approval", "soak"; empty between two steps. */
export function trainNow(release: Release): Words {
  const now = release.step && stageNow(release, release.step.index);
  return now ? join([now.name, now.state], ' ') : nothing;
}

/** Every stage on a line of its own, with the number of its release. */
export function trainLines(release: Release): Words {
  const stages = release.plan.steps.map((_, index) => stageNow(release, index)).filter((each) => each !== null);
  return lines(...stages.map(({ name, mark, state, number }) => say`${mark} ${join([name, state, number], ' ')}`));
}

/** What each environment has once it is over, as sentences: "staging keeps 2.4.1; production is as it was." */
export function trainEnd(release: Release): Words {
  const each = release.plan.steps.flatMap(({ action }, index) => {
    const place = startsIn(action);
    return place ? [endOf(release, place.environment, index)] : [];
  });
  return each.length > 0 ? say`${join(each, '; ')}.` : nothing;
}

function endOf(release: Release, environment: string, index: number): Words {
  const { to } = release.plan;
  const child = childIn(release, environment, false);
  const back = childIn(release, environment, true);
  if (!child) {
    const wasThere = release.done.some((done) => done.index === index);
    return wasThere ? say`${environment} had ${to.version} already` : say`${environment} was not begun`;
  }
  const number = say` (#${child.number})`;
  if (!hasBrought(child)) {
    return child.outcome === 'handed-over' || child.outcome === null
      ? say`${environment}: look at #${child.number}`
      : say`${environment} is as it was${number}`;
  }
  if (back && hasBrought(back)) return say`${environment} was rolled back (#${back.number})`;
  return say`${environment} has ${to.version}${number}`;
}

/** What stands of one step of the train. */
interface StageNow {
  name: Words;
  mark: string;
  state: Words;
  number: Words;
}

function stageNow(release: Release, index: number): StageNow | null {
  const { plan, step, done } = release;
  const action = plan.steps[index]?.action;
  const isDone = done.some((each) => each.index === index);
  const place = startsIn(action);
  if (place) return { name: say`${place.environment}`, ...placeNow(release, place.environment, index) };
  if (restMs(action) === null || isDone) return null;
  const isNow = step?.index === index;
  return { name: say`soak`, mark: isNow ? '▶' : '·', state: nothing, number: nothing };
}

function placeNow(release: Release, environment: string, index: number): Omit<StageNow, 'name'> {
  const isDone = release.done.some((each) => each.index === index);
  const child = childIn(release, environment, false);
  const number = child ? say`(#${child.number})` : nothing;
  if (isDone || (child && hasBrought(child))) return { mark: '✓', state: say`${release.plan.to.version}`, number };
  if (child) return { ...childNow(child), number };
  return { mark: '·', state: release.step?.index === index ? say`about to begin` : nothing, number };
}

function childNow({ state, outcome }: Child): Pick<StageNow, 'mark' | 'state'> {
  switch (state) {
    case 'waiting':
      return { mark: '⏳', state: say`waiting for approval` };
    case 'running':
      return { mark: '▶', state: say`under way` };
    case 'held':
      return { mark: '✋', state: say`needs a person` };
    case 'paused':
      return { mark: '⏸', state: say`paused` };
    case 'rolling-back':
      return { mark: '🔴', state: say`rolling back` };
    case 'in':
      return { mark: '✓', state: nothing };
    case 'ended':
      return { mark: '✗', state: say`${(outcome ?? 'over').replace('-', ' ')}` };
  }
}

function childIn({ children = [] }: Release, environment: string, backwards: boolean): Child | undefined {
  return children.findLast((child) => child.environment === environment && child.backwards === backwards);
}
