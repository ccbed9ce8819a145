import { parseImage } from '../domain/image-reference.ts';
import { compareVersions } from '../domain/order/compare-versions.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Release } from '../domain/release.ts';
import type { Request } from '../domain/request.ts';
import type { Target } from '../domain/target.ts';
import { type Version, versionOf } from '../domain/version.ts';
import { KubeError } from '../platform/kube.ts';
import { isImageOf } from '../providers/images/reference.ts';
import { kindOf, readStable } from '../workloads/of-target.ts';
import type { Workload } from '../workloads/workload.ts';
import type { RequestDeps } from './deps.ts';
import { broughtTo } from './queries.ts';
import { versionBefore } from './version-before.ts';

type Deps = Pick<RequestDeps, 'store' | 'clusters'>;

/** A version as a request names it: with its image, where the very bytes are known. */
type Named = Pick<Request, 'version' | 'image'>;

/** So many releases that brought a version are looked through. */
const lookedThrough = 50;

/** What ran in a place before what runs there, by the releases to it, the newest first; null where they do not say. */
export function ranBefore(past: readonly Release[]): Named | null {
  const [last] = past;
  if (!last) return null;
  if (!last.request.backwards) return versionBefore(last);
  // To go back from what came back would bring in again what people went away from.
  const came = past.find(({ request, plan }) => !request.backwards && plan.to.version === last.plan.to.version);
  return came ? versionBefore(came) : null;
}

/** The version of that name as it last ran in a place, or else by its name alone. */
export async function namedBack(
  { store }: Pick<Deps, 'store'>,
  place: { service: string; environment: string },
  version: string,
): Promise<Named> {
  const past = await broughtTo(store, place, lookedThrough);
  const found = past.flatMap((release): Named[] => {
    const { from, to } = release.plan;
    if (from.version === version) return [versionBefore(release)];
    return to.version === version ? [{ version, image: to.image }] : [];
  });
  return found[0] ?? { version };
}

/**
 * Whether a version is known to have run in a place: by a release to it, or by what the workload keeps of its earlier pods.
 * Never rejects because of what it looks at: what cannot be seen is not known.
 */
export async function hasRun(deps: Deps, target: Target, to: Version, workload: Workload): Promise<boolean> {
  const images = await earlierImages(deps, target, workload);
  if (images.some((image) => isSame(versionOf(image), to))) return true;
  const past = await broughtTo(deps.store, target, lookedThrough);
  return past.some(({ plan }) => isSame(plan.from, to) || isSame(plan.to, to));
}

function isSame(one: Version, other: Version): boolean {
  if (one.version !== other.version) return false;
  const [ran, wanted] = [one.digest ?? parseImage(one.image).digest, parseImage(other.image).digest];
  return !ran || !wanted || ran === wanted;
}

/** The versions that a workload keeps of its earlier pods, but for the one that it has now; none where nobody can tell. */
export async function earlierVersions(deps: Deps, target: Target): Promise<string[]> {
  try {
    const workload = await readStable(deps.clusters(target.cluster), target);
    if (!workload) return [];
    const now = workload.images.get(target.workload.container);
    const images = await earlierImages(deps, target, workload);
    return [...new Set(images.filter((image) => image !== now).map((image) => versionOf(image).version))];
  } catch (error) {
    if (error instanceof KubeError) return [];
    throw error;
  }
}

async function earlierImages({ clusters }: Deps, target: Target, workload: Workload): Promise<string[]> {
  const { container } = target.workload;
  try {
    const revisions = await kindOf(target).revisionImages(clusters(target.cluster), workload);
    const images = [...revisions.values()].flatMap((each) => each.get(container) ?? []);
    return images.filter((image) => isImageOf(image, target.repository));
  } catch (error) {
    if (error instanceof KubeError) return [];
    throw error;
  }
}

/** A newer version that has never run there does not come back: it is released. Null where it may come. */
export function notBack({ service, environment }: Target, from: Version, to: Version): Refusal | null {
  const order = compareVersions(to.version, from.version);
  if (order === null || order <= 0) return null;
  return { code: 'never-ran', service, environment, version: to.version, from: from.version };
}
