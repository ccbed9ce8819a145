import { restMs, startsIn } from '../actions/facets.ts';
import type { Release } from '../domain/release.ts';
import { type Child, childIn, goesBack, hasBrought, type StagePlace, stageName } from '../domain/train.ts';
import { join, nothing, say, type Words } from './words.ts';

/** Of more stages, a line only says how many are over. */
const mostInLine = 6;

/** How far it has come, in one line: "staging ✓ · production waiting for approval". */
export function trainReach(release: Release): Words {
  const stages = stagesNow(release);
  if (stages.length > mostInLine) {
    const over = stages.filter(({ mark }) => mark === '✓').length;
    return join([say`${over} of ${stages.length} ✓`, trainNow(release)], ' · ');
  }
  return join(
    stages.map(({ name, mark, state }) => (mark === '✓' ? say`${name} ✓` : join([name, state], ' '))),
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
const mostLines = 60;

/** Every stage on a line of its own, with the number of its release. */
export function trainLines(release: Release): Words[] {
  const all = stagesNow(release);
  const shown = all
    .slice(0, mostLines)
    .map(({ name, mark, state, number }) => say`${mark} ${join([name, state, number], ' ')}`);
  return all.length > mostLines ? [...shown, say`… and ${all.length - mostLines} more`] : shown;
}

/** What each stage has once it is over, as sentences: "staging keeps 2.4.1; production is as it was." */
export function trainEnd(release: Release): Words {
  const each = release.plan.steps.flatMap(({ action }, index) =>
    startsIn(action).map((place) => endOf(release, place, index)),
  );
  return each.length > 0 ? say`${join(each, '; ')}.` : nothing;
}

type Place = StagePlace & { version: string };

function endOf(release: Release, place: Place, index: number): Words {
  const { plan, children } = release;
  const name = nameOf(release, place);
  const isBack = goesBack(plan.train);
  const child = childIn(children, place, isBack);
  const back = isBack ? undefined : childIn(children, place, true);
  if (!child) return without(release, place, index);
  if (!hasBrought(child)) return say`${name}${notBrought(child)}`;
  if (back && hasBrought(back)) return say`${name} was rolled back (#${back.number})`;
  return say`${name} has ${place.version} (#${child.number})`;
}

function notBrought({ outcome, number }: Child): Words {
  switch (outcome) {
    case 'handed-over':
    case null:
      return say`: look at #${number}`;
    case 'superseded':
      return say` gets a newer version (#${number} made way for it)`;
    case 'succeeded':
    case 'kept':
    case 'rolled-back':
    case 'rejected':
    case 'expired':
    case 'withdrawn':
      return say` is as it was (#${number})`;
  }
}

/** Of a stage for which no release was made. */
function without(release: Release, place: Place, index: number): Words {
  const name = nameOf(release, place);
  const record = release.done.find((done) => done.index === index);
  if (!record) return say`${name} was not begun`;
  return goesBack(release.plan.train)
    ? say`${name} stays as it is (${record.note})`
    : say`${name} had ${place.version} already`;
}

function nameOf({ plan: { train } }: Release, place: StagePlace): string {
  return train ? stageName(train, place) : place.environment;
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
    return places.map((place) => ({ name: say`${nameOf(release, place)}`, ...placeNow(release, place, index) }));
  if (restMs(action) === null || isDone) return [];
  const isNow = step?.index === index;
  return [{ name: say`soak`, mark: isNow ? '▶' : '·', state: nothing, number: nothing }];
}

function placeNow(release: Release, place: Place, index: number): Omit<StageNow, 'name'> {
  const isDone = release.done.some((each) => each.index === index);
  const back = goesBack(release.plan.train) ? undefined : childIn(release.children, place, true);
  if (back) return { ...backNow(back), number: say`(#${back.number})` };
  const child = childIn(release.children, place, goesBack(release.plan.train));
  const number = child ? say`(#${child.number})` : nothing;
  if (isDone || (child && hasBrought(child))) return { mark: '✓', state: say`${place.version}`, number };
  if (child) return { ...childNow(child), number };
  const isNext = release.step?.index === index && startsIn(release.plan.steps[index]?.action).length === 1;
  return { mark: '·', state: isNext ? say`about to begin` : nothing, number };
}

/** Of a release by which the train takes one of its own back. */
function backNow(back: Child): Pick<StageNow, 'mark' | 'state'> {
  if (hasBrought(back)) return { mark: '↩', state: say`rolled back` };
  const { mark, state } = childNow(back);
  return { mark, state: say`going back, ${state}` };
}

function childNow({ state, outcome, aStays }: Child): Pick<StageNow, 'mark' | 'state'> {
  if (aStays) return { mark: '🏁', state: say`A/B test over, A stays` };
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
