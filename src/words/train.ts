import { restMs, startsIn } from '../actions/facets.ts';
import { placeIn } from '../domain/place.ts';
import type { Plan } from '../domain/plan.ts';
import type { Release } from '../domain/release.ts';
import { type Child, hasBrought, type TrainSubject } from '../domain/train.ts';
import { join, lines, nothing, say, type Words } from './words.ts';

type TrainPlan = Pick<Plan, 'train' | 'to' | 'target' | 'steps'>;

/** Longer than this (characters), stages are counted and not named: a title has room for so much. */
const longestStages = 80;

/** "staging → production"; those that get the version side by side: "internal → eu + us". */
export function stagesOf({ train, target, steps }: Pick<Plan, 'train' | 'target' | 'steps'>): string {
  if (!train) return target.environment;
  const rings = steps.map(({ action }) => startsIn(action)).filter((places) => places.length > 0);
  const named = rings
    .map((ring) => ring.map(({ environment }) => stageName(train, environment)).join(' + '))
    .join(' → ');
  return named.length > longestStages ? `${rings.flat().length} ${train.kind}` : named;
}

/** Where the train is about the places of one environment, that need not be named with each. */
function stageName(train: TrainSubject, environment: string): string {
  switch (train.kind) {
    case 'environments':
      return environment;
    case 'places':
      return placeIn(environment) ?? environment;
  }
}

/** Where it goes, after the version: "through staging → production", "→ production (internal → eu + us)". */
export function trainWay(plan: Pick<Plan, 'train' | 'target' | 'steps'>): string {
  const { train } = plan;
  switch (train?.kind) {
    case undefined:
    case 'environments':
      return `through ${stagesOf(plan)}`;
    case 'places':
      return `→ ${train.environment} (${stagesOf(plan)})`;
  }
}

/** "checkout 2.4.1 through staging → production" */
export function trainTitle(plan: TrainPlan): string {
  return `${plan.target.service} ${plan.to.version} ${trainWay(plan)}`;
}

/** How far it has come, in one line: "staging ✓ · production waiting for approval". */
export function trainReach(release: Release): Words {
  return join(
    stagesNow(release).map(({ name, mark, state }) => (mark === '✓' ? say`${name} ✓` : join([name, state], ' '))),
    ' · ',
  );
}

/** Where it is now: "production waiting for approval", "soak"; empty between two steps. */
export function trainNow(release: Release): Words {
  const now = release.step ? stagesIn(release, release.step.index) : [];
  const open = now.filter(({ mark }) => mark !== '✓' && mark !== '·');
  return join(
    (open.length > 0 ? open : now).map(({ name, state }) => join([name, state], ' ')),
    ', ',
  );
}

/** As many lines of stages as a card has room for. */
const mostLines = 30;

/** Every stage on a line of its own, with the number of its release. */
export function trainLines(release: Release): Words {
  const all = stagesNow(release);
  const shown = all
    .slice(0, mostLines)
    .map(({ name, mark, state, number }) => say`${mark} ${join([name, state, number], ' ')}`);
  const more = all.length > mostLines ? say`… and ${all.length - mostLines} more` : null;
  return lines(...shown, more);
}

/** What each environment has once it is over, as sentences: "staging keeps 2.4.1; production is as it was." */
export function trainEnd(release: Release): Words {
  const each = release.plan.steps.flatMap(({ action }, index) =>
    startsIn(action).map(({ environment }) => endOf(release, environment, index)),
  );
  return each.length > 0 ? say`${join(each, '; ')}.` : nothing;
}

function endOf(release: Release, environment: string, index: number): Words {
  const { to } = release.plan;
  const name = nameIn(release, environment);
  const child = childIn(release, environment, false);
  const back = childIn(release, environment, true);
  if (!child) {
    const wasThere = release.done.some((done) => done.index === index);
    return wasThere ? say`${name} had ${to.version} already` : say`${name} was not begun`;
  }
  const number = say` (#${child.number})`;
  if (!hasBrought(child)) {
    return child.outcome === 'handed-over' || child.outcome === null
      ? say`${name}: look at #${child.number}`
      : say`${name} is as it was${number}`;
  }
  if (back && hasBrought(back)) return say`${name} was rolled back (#${back.number})`;
  return say`${name} has ${to.version}${number}`;
}

function nameIn({ plan: { train } }: Release, environment: string): string {
  return train ? stageName(train, environment) : environment;
}

/** What stands of one stage of the train, or of the time between two of them. */
interface StageNow {
  name: Words;
  mark: string;
  state: Words;
  number: Words;
}

function stagesNow(release: Release): StageNow[] {
  return release.plan.steps.flatMap((_, index) => stagesIn(release, index));
}

/** Those of one step: several where places get the version side by side. */
function stagesIn(release: Release, index: number): StageNow[] {
  const { plan, step, done } = release;
  const action = plan.steps[index]?.action;
  const isDone = done.some((each) => each.index === index);
  const places = startsIn(action);
  if (places.length > 0)
    return places.map(({ environment }) => ({
      name: say`${nameIn(release, environment)}`,
      ...placeNow(release, environment, index),
    }));
  if (restMs(action) === null || isDone) return [];
  const isNow = step?.index === index;
  return [{ name: say`soak`, mark: isNow ? '▶' : '·', state: nothing, number: nothing }];
}

function placeNow(release: Release, environment: string, index: number): Omit<StageNow, 'name'> {
  const isDone = release.done.some((each) => each.index === index);
  const child = childIn(release, environment, false);
  const number = child ? say`(#${child.number})` : nothing;
  if (isDone || (child && hasBrought(child))) return { mark: '✓', state: say`${release.plan.to.version}`, number };
  if (child) return { ...childNow(child), number };
  const isNext = release.step?.index === index && startsIn(release.plan.steps[index]?.action).length === 1;
  return { mark: '·', state: isNext ? say`about to begin` : nothing, number };
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
