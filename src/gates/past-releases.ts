import { parseImage } from '../domain/image-reference.ts';
import type { Release } from '../domain/release.ts';
import { broughtIn } from '../domain/release-state.ts';
import type { GateAsk } from './gate.ts';
import type { GateDeps } from './world.ts';

/**
 * What the releases to an environment say of a version. `by-name`: one has brought its name there, but nobody can tell
 * whether it had the same bytes.
 */
export type Past = 'succeeded' | 'taken-back' | 'by-name' | 'none';

/** So many releases that brought a version are looked at, and so many in all: flags are released by themselves. */
const looksBack = 50;
const mostPassed = 500;

/** The newest release that speaks of this version: one that brought it, or one that went back from it. */
export async function pastOf(deps: GateDeps, environment: string, { target, to }: GateAsk): Promise<Past> {
  const { digest } = parseImage(to.image);
  const exactly = new Set(digest === null ? [] : [digest]);
  const seen: Release[] = [];
  for (const id of await deps.history({ service: target.service, environment, limit: mostPassed })) {
    if (seen.length === looksBack) break;
    const release = await deps.release(id);
    if (!release || !broughtIn(release)) continue;
    seen.push(release);
    const said = saidBy(release, to.image, exactly);
    if (said === 'succeeded' || said === 'taken-back') return said;
  }
  if (digest === null || seen.length === 0) return newest(seen, to.image, exactly);
  return newest(seen, to.image, (await deps.identities(target, digest)).digests);
}

function newest(releases: readonly Release[], image: string, digests: ReadonlySet<string>): Past {
  const said = releases.map((release) => saidBy(release, image, digests));
  return (
    said.find((each) => each === 'succeeded' || each === 'taken-back') ?? said.find((each) => each !== 'none') ?? 'none'
  );
}

/** A version that went is doubted by its name, one that came is believed by its digest alone. */
function saidBy({ plan, request }: Release, image: string, digests: ReadonlySet<string>): Past {
  const came = compare(plan.to.image, image, digests);
  if (came === 'same') return 'succeeded';
  if (request.backwards && compare(plan.from.image, image, digests) !== 'other') return 'taken-back';
  return came === 'name' ? 'by-name' : 'none';
}

function compare(image: string, wanted: string, digests: ReadonlySet<string>): 'same' | 'name' | 'other' {
  const [one, other] = [parseImage(image), parseImage(wanted)];
  if (one.digest !== null && digests.has(one.digest)) return 'same';
  const pinned = one.digest !== null && other.digest !== null;
  return !pinned && one.name === other.name ? 'name' : 'other';
}
