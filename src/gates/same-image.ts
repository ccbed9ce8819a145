import { parseImage } from '../domain/image-reference.ts';
import type { Version } from '../domain/version.ts';
import { shortDigest } from '../words/format.ts';
import type { GateAsk } from './gate.ts';
import type { GateDeps } from './world.ts';

/** How what runs compares with what is to run: by its bytes, never by its name. */
export type Sameness =
  | { kind: 'same' }
  /** `digest`: of what runs instead; null where that isn't known. */
  | { kind: 'other'; digest: string | null }
  /** Its pods run several images. */
  | { kind: 'several' }
  /** No pod of it is ready, and its image isn't pinned: nothing says which bytes it would run. */
  | { kind: 'no-pod' }
  /** Neither the reference nor a pod nor the registry says. */
  | { kind: 'untold'; detail: string }
  /** Its pods couldn't be looked at. */
  | { kind: 'unknown'; detail: string };

/**
 * Compares what a service runs in an environment with a version of it: by the digest in its template, or, where that
 * has none, by those that its ready pods report. Never rejects because of what it looks at.
 * @param image the reference in its template
 */
export async function compareRunning(
  deps: GateDeps,
  where: { environment: string; image: string },
  ask: Pick<GateAsk, 'target' | 'to'>,
): Promise<Sameness> {
  const { name, digest } = parseImage(where.image);
  const wanted = parseImage(ask.to.image);
  const named = name === wanted.name;
  if (wanted.digest === null) {
    const detail = `${ask.to.version} isn't pinned to a digest, as no registry is asked`;
    return named ? { kind: 'untold', detail } : { kind: 'other', digest };
  }
  if (digest !== null) return compareDigests(deps, { digests: [digest], wanted: wanted.digest, named }, ask);
  return comparePods(deps, { environment: where.environment, wanted: wanted.digest, named }, ask);
}

/**
 * As `compareRunning`, but while a rollout is under way a digest in the template is only what shall run: the same is what
 * the ready pods run, all of them. A rollout that never came up has not run anywhere.
 */
export async function compareServing(
  deps: GateDeps,
  where: { environment: string; image: string; underWay: boolean },
  ask: Pick<GateAsk, 'target' | 'to'>,
): Promise<Sameness> {
  const sameness = await compareRunning(deps, where, ask);
  const { digest: wanted } = parseImage(ask.to.image);
  if (!where.underWay || sameness.kind !== 'same' || wanted === null) return sameness;
  return comparePods(deps, { environment: where.environment, wanted, named: true }, ask);
}

async function comparePods(
  deps: GateDeps,
  { environment, wanted, named }: { environment: string; wanted: string; named: boolean },
  ask: Pick<GateAsk, 'target'>,
): Promise<Sameness> {
  const pods = await deps.podImages(ask.target.service, environment);
  if (pods.kind === 'unknown') return pods;
  if (pods.digests.length === 0) return named ? { kind: 'no-pod' } : { kind: 'other', digest: null };
  if (pods.digests.includes(null)) {
    return { kind: 'untold', detail: `a pod in ${environment} doesn't say which image it runs` };
  }
  const digests = pods.digests.filter((each) => each !== null);
  return compareDigests(deps, { digests, wanted, named }, ask);
}

interface Compared {
  /** What runs, one for each place where it does. */
  digests: readonly string[];
  wanted: string;
  /** Whether it runs under the very name of what is wanted. */
  named: boolean;
}

/** A node may know an image by the digest of its platform's part, or by its configuration's: the registry knows which these are. */
async function compareDigests(
  deps: GateDeps,
  { digests, wanted, named }: Compared,
  { target }: Pick<GateAsk, 'target'>,
): Promise<Sameness> {
  if (digests.every((digest) => digest === wanted)) return { kind: 'same' };
  const known = await deps.identities(target, wanted);
  const [other, ...more] = digests.filter((digest) => !known.digests.has(digest));
  if (other === undefined) return { kind: 'same' };
  if (!known.complete && named) {
    return { kind: 'untold', detail: `the registry doesn't say whether ${shortDigest(other)} is that image` };
  }
  return more.length + 1 < digests.length || more.some((each) => each !== other)
    ? { kind: 'several' }
    : { kind: 'other', digest: other };
}

/** A version's name under which other bytes run than the registry has now. */
export interface Moved {
  runs: string;
  has: string;
}

/** @returns null where the name isn't the same, or either digest isn't known */
export function movedFrom(image: string, sameness: Sameness, to: Version): Moved | null {
  const wanted = parseImage(to.image);
  if (sameness.kind !== 'other' || sameness.digest === null || wanted.digest === null) return null;
  return parseImage(image).name === wanted.name ? { runs: sameness.digest, has: wanted.digest } : null;
}
