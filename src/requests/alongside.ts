import { parseImage } from '../domain/image-reference.ts';
import type { Target } from '../domain/target.ts';
import { isImageOf } from '../providers/images/reference.ts';
import type { Alongside } from '../strategies/planner.ts';
import { stableTitle } from '../workloads/of-target.ts';
import type { Workload } from '../workloads/workload.ts';

/** The other containers that get the new image with the released one, or why they cannot: plain text for people. */
export type AlongsideResult = { kind: 'found'; also: Alongside[] } | { kind: 'unfit'; detail: string };

/**
 * Those that the catalogue names, or else all whose image is of the same repository: a version is all of its containers, and
 * a migration of the old version in front of the new one is neither.
 * @param image what the released container runs now
 */
export function alongside(target: Target, stable: Workload, image: string): AlongsideResult {
  const { container, containers: named } = target.workload;
  const isSame = (other: string) =>
    isImageOf(other, parseImage(image).repository) || isImageOf(other, target.repository);
  const others = [...stable.images].filter(([name]) => name !== container);
  for (const name of named ?? []) {
    const problem = problemWith(name, stable, isSame);
    if (problem) return { kind: 'unfit', detail: `${stableTitle(target)} ${problem}` };
  }
  const chosen = others.filter(([name, other]) => (named ? named.includes(name) : isSame(other)));
  const also = chosen.map(([name, other]) => ({
    container: name,
    init: stable.initContainers.has(name),
    image: other,
  }));
  return { kind: 'found', also };
}

function problemWith(name: string, { images }: Workload, isSame: (image: string) => boolean): string | null {
  const image = images.get(name);
  const where = 'that the catalogue names under workload.containers';
  if (image === undefined) return `has no container ${name}, ${where}`;
  return isSame(image) ? null : `runs ${image} in container ${name}, ${where}: it is not an image of this service`;
}
