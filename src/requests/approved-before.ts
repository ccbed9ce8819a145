import type { ReleasePlace } from '../actions/action.ts';
import { startsIn } from '../actions/facets.ts';
import { environmentsOf, targetOf } from '../config/catalogue.ts';
import { isApproved } from '../domain/approval.ts';
import { environmentOf } from '../domain/place.ts';
import type { Release } from '../domain/release.ts';
import type { Request } from '../domain/request.ts';
import type { Target } from '../domain/target.ts';
import type { ApprovedBefore, PartOf } from '../domain/train.ts';
import type { Wanted } from '../steps/children.ts';
import type { RequestDeps } from './deps.ts';
import { findChild } from './find-child.ts';

/** What people have said in a train of its places in one environment. */
export type ApprovalSoFar =
  | { kind: 'approved'; by: ApprovedBefore }
  /** They have been asked, by the release of this number, and not answered yet. */
  | { kind: 'asked'; number: number }
  | { kind: 'unasked' };

/** Looks at the releases of the train themselves: its own log may not have the last of them yet. */
export async function approvalIn(
  deps: Pick<RequestDeps, 'store'>,
  train: Release,
  wanted: Wanted,
): Promise<ApprovalSoFar> {
  const near = placesOf(train).filter((place) => isNear(place, wanted.environment));
  const others = near.filter(({ environment }) => environment !== wanted.environment);
  const found = await Promise.all(
    others.map(({ environment }) => findChild(deps, train, { ...wanted, environment, backwards: false })),
  );
  const begun = found.flatMap((each) => (each && !wasLeft(each) && asksForAll(each) ? [each] : []));
  const approved = begun.find(isApproved);
  if (approved) return { kind: 'approved', by: approved.request.partOf?.approved ?? approvalOf(approved) };
  const [open] = begun;
  return open ? { kind: 'asked', number: open.number } : { kind: 'unasked' };
}

/** It is over, and nothing of it has begun: what was said of it says nothing of others. */
function wasLeft({ phase, startedAt }: Release): boolean {
  return phase.kind === 'ended' && startedAt === null;
}

/** Its approval is that of the environment: not that of a place with settings of its own, and not one that nobody was asked for. */
function asksForAll({ plan: { target }, request }: Release): boolean {
  if (target.place?.asks) return false;
  return target.approval.required > 0 || request.partOf?.approved !== undefined;
}

function placesOf({ plan }: Release): ReleasePlace[] {
  return plan.steps.flatMap(({ action }) => startsIn(action));
}

function approvalOf({ number, plan }: Release): ApprovedBefore {
  return { number, image: plan.to.image };
}

/** What the request for a release of a train says of approvals. @param before that of the train in this environment so far */
export function approvalsOf(
  { catalogue }: Pick<RequestDeps, 'catalogue'>,
  train: Release,
  { service, environment, approvedBefore }: Wanted,
  before: ApprovalSoFar,
): Pick<PartOf, 'approved' | 'approves'> {
  if (before.kind === 'approved') return approvedBefore ? { approved: before.by } : {};
  const known = environmentsOf(catalogue(), service).includes(environment);
  if (known && targetOf(catalogue(), service, environment).place?.asks) return {};
  const places = placesOf(train);
  const at = places.findIndex((place) => place.environment === environment);
  const later = places.slice(at + 1).filter((place) => place.approvedBefore && isNear(place, environment));
  return later.length > 0 ? { approves: later.map((place) => place.environment) } : {};
}

function isNear(place: { environment: string }, environment: string): boolean {
  return environmentOf(place.environment) === environmentOf(environment);
}

/**
 * The target with nobody left to ask, where that was approved for a place before it. By the catalogue as it is now, and only for
 * the very image that people have seen: otherwise it asks as it would by itself.
 */
export function asksNobody(target: Target, { partOf, backwards }: Request, image: string): Target {
  const approved = partOf?.approved;
  const counts = approved !== undefined && !backwards && target.place?.asks === false && approved.image === image;
  return counts ? { ...target, approval: { ...target.approval, required: 0 } } : target;
}

/** What people are told who approve a release that lets others begin, or see one that nobody need approve. */
export function approvalNotes({ partOf }: Request, { place, approval }: Target): string[] {
  const { approved, approves = [] } = partOf ?? {};
  if (approved && place?.asks === false && approval.required === 0) {
    return [`approved with #${approved.number} of its train, which has the same image`];
  }
  if (approves.length === 0 || approval.required === 0) return [];
  return [`an approval counts for ${approves.join(', ')} too, when the train comes to that with the same image`];
}
