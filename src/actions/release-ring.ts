import { z } from 'zod';
import { listed } from '../words/listed.ts';
import { join, nothing, say, type Words } from '../words/words.ts';
import { count, defineAction } from './action.ts';
import { asksFor, releaseRun, usualMs } from './release-run.ts';

const { environment, strategy, approvals, approvedBefore } = releaseRun.schema.shape;

const schema = z.object({
  kind: z.literal('release.ring'),
  service: z.string(),
  version: z.string(),
  /** In the order in which they begin. */
  places: z.array(z.object({ environment, strategy, approvals, approvedBefore })).min(1),
  /** So many at the same time, at most. */
  sideBySide: count.min(1),
  /** What becomes of the others when one fails: `stop`: those that have begun go on to their own end; `rollback`: all go back. */
  onFailure: z.enum(['stop', 'rollback']),
});
type Ring = z.infer<typeof schema>;

const describe = ({ version, places, sideBySide }: Ring) => {
  const each = alike(places).map(({ names, how }) => say`${listed(names)}: ${how}`);
  const limit = sideBySide < places.length ? say` (${sideBySide} at a time)` : nothing;
  return say`${version} side by side${limit} to ${join(each, '; ')}`;
};

/** Places that are released in the same way, named together. */
function alike(places: Ring['places']): { names: string[]; how: Words }[] {
  const found = new Map<string, { names: string[]; how: Words }>();
  for (const place of places) {
    const how = say`${place.strategy}${asksFor(place)}`;
    const same = found.get(how.plain);
    if (same) same.names.push(place.environment);
    else found.set(how.plain, { names: [place.environment], how });
  }
  return [...found.values()];
}

function named(places: Ring['places']): string[] {
  return places.map((place) => place.environment);
}

/** Each place of a ring has a release of its own, asked for once, and all of them have brought their version in. */
export const releaseRing = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'release',
  rank: 0,
  note: ({ version, places }, _, { took, said }) =>
    say`${listed(named(places))} have ${version}${said === '' ? nothing : say` (${said})`}, after ${took}.`,
  byHand: () => null,
  estimateMs: ({ places, sideBySide }) => usualMs * Math.ceil(places.length / sideBySide),
  starts: ({ service, version, places }) => places.map((place) => ({ ...place, service, version })),
  waitsForReleases: true,
  tidies: false,
  leaves: [],
});
