import { startsIn } from '../actions/facets.ts';
import { endingOf, isTestOver } from '../domain/ab-test.ts';
import { approversOf, mayApprove, mayApproveThis, mayRollBack } from '../domain/approval.ts';
import type { Needed } from '../domain/controls/control.ts';
import { type Control, controls } from '../domain/controls/index.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Release } from '../domain/release.ts';
import type { Person } from '../domain/request.ts';
import { append, type Changed, change, refuse } from './change.ts';
import type { RequestDeps } from './deps.ts';
import { groupsOf } from './groups.ts';
import { historyOf } from './queries.ts';

/** Steers a live release, as the control's own rule says. */
export async function control(
  deps: RequestDeps,
  id: string,
  by: Person,
  what: Control,
  reason: string | null = null,
): Promise<Changed> {
  await passOn(deps, id, by, what, reason);
  return change(deps, id, async (release, at) => {
    const refusal = await controlRefusal(deps, release, by, what);
    return refusal ? refuse(refusal) : append(controls[what].event(release, { by, at, reason }));
  });
}

/** What is done to the release of a train that is under way, where it is done to the train. Going back is the train's own way. */
const passedOn: readonly Control[] = ['pause', 'resume', 'promote'];

/**
 * Before the train itself is steered: whoever dies in between leaves it as it was, so that what was asked can be asked again.
 * Where the release does not take it, the train's own steps still do.
 */
async function passOn(deps: RequestDeps, id: string, by: Person, what: Control, reason: string | null): Promise<void> {
  if (!passedOn.includes(what)) return;
  const train = (await historyOf(deps.store, id))?.release;
  if (!train?.plan.train || (await controlRefusal(deps, train, by, what))) return;
  for (const child of await underWay(deps, train)) await control(deps, child, by, what, reason);
}

/** Ids of the train's releases that are not over, also of one that it has begun and not noted yet. */
async function underWay({ store }: Pick<RequestDeps, 'store'>, train: Release): Promise<Set<string>> {
  const noted = (train.children ?? []).flatMap(({ id, outcome }) => (outcome === null ? [id] : []));
  const places = startsIn(train.plan.steps[train.step?.index ?? -1]?.action);
  const live = await Promise.all(places.map(({ service, environment }) => store.liveOf(service, environment)));
  const unnoted = live.filter((id) => id !== null && !noted.includes(id));
  const found = await Promise.all(unnoted.map((id) => historyOf(store, id ?? '')));
  const begun = found.flatMap((each) => (each?.release.request.partOf?.train === train.id ? [each.release.id] : []));
  return new Set([...noted, ...begun]);
}

/** Why this person's control would not count now, or null. */
export async function controlRefusal(
  deps: RequestDeps,
  release: Release,
  by: Person,
  what: Control,
): Promise<Refusal | null> {
  const late = notNow(release, what);
  if (late) return late;
  const needs = controls[what].who(release);
  if (needs === 'anybody' || (await has(deps, release, by, needs))) return null;
  return {
    code: 'not-allowed',
    number: release.number,
    ...placeOf(release),
    what,
    needs,
    own: release.request.by.id === by.id,
    direction: release.request.backwards ? 'back' : 'forward',
    approvers: approversOf(release.plan.target.approval),
  };
}

type Needs = Exclude<Needed, 'anybody'>;

async function has(deps: RequestDeps, release: Release, by: Person, needs: Needs): Promise<boolean> {
  const { approval } = release.plan.target;
  const memberOf = await groupsOf(deps, release.plan.target, by);
  switch (needs) {
    case 'approver':
      return mayRollBack(approval, by, memberOf);
    case 'gate-approver':
      return mayApproveThis(release, by, memberOf);
    case 'concerned':
      return release.request.by.id === by.id || mayApprove(approval, by, memberOf);
  }
}

/** Why the control does not apply to the release as it is, or null. */
function notNow(release: Release, what: Control): Refusal | null {
  const { phase, number } = release;
  const place = placeOf(release);
  if (phase.kind === 'ended') return { code: 'not-live', number, place, outcome: endingOf(phase) };
  const isOver = phase.kind === 'rolling-back' && isTestOver(phase.cause);
  const state = isOver ? 'test-over' : release.hold ? 'hold' : release.paused ? 'paused' : phase.kind;
  return controls[what].when(release) ? null : { code: 'not-possible-now', number, place, state };
}

function placeOf({ request }: Release) {
  return { service: request.service, environment: request.environment };
}
