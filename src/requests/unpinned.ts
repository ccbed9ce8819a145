import { parseImage } from '../domain/image-reference.ts';
import { noteOf } from '../domain/preflight.ts';
import type { Target } from '../domain/target.ts';
import type { Version } from '../domain/version.ts';
import { KubeError } from '../platform/kube.ts';
import { within } from '../platform/within.ts';
import { isImageOf } from '../providers/images/reference.ts';
import { shortDigest } from '../words/format.ts';
import type { Workload } from '../workloads/workload.ts';
import type { RequestDeps } from './deps.ts';
import { podDigests } from './running.ts';

/** What is known of the bytes behind a tag alone. */
interface Bytes {
  /** `sha256:…` by which the registry has them; null where that can't be told. */
  digest: string | null;
  /** For the plan. */
  notes: string[];
}

const nothing: Bytes = { digest: null, notes: [] };
/** Nobody waits longer for what changes no step (ms). */
const withinMs = 5000;

/**
 * Which bytes run where a workload names them by a tag alone, and a note where the registry has others under it by now: going
 * back writes what was written, and a new pod would get those. Reads only; never rejects because of what it looks at.
 */
export async function bytesBehind(
  deps: Pick<RequestDeps, 'clusters' | 'imagesOf'>,
  { target, from, workload }: { target: Target; from: Version; workload: Workload },
): Promise<Bytes> {
  const { tag, digest } = parseImage(from.image);
  if (tag === null || digest !== null || !isImageOf(from.image, target.repository)) return nothing;
  return within(withinMs, compared(deps, { target, workload, tag }), nothing);
}

async function compared(
  { clusters, imagesOf }: Pick<RequestDeps, 'clusters' | 'imagesOf'>,
  { target, workload, tag }: { target: Target; workload: Workload; tag: string },
): Promise<Bytes> {
  const source = imagesOf(target.images);
  const [runs, named] = await Promise.all([
    digestOfPods(podDigests(clusters, target, workload)),
    source.resolve(target.repository, tag),
  ]);
  const has = named.kind === 'found' ? named.image.digest : null;
  if (runs === null || has === null) return { ...nothing, digest: runs };
  const known = await source.identities(target.repository, has);
  // A node may name its own platform's part: what the registry has under the tag fits every node.
  if (known.digests.has(runs)) return { ...nothing, digest: has };
  return known.complete ? { digest: runs, notes: [movedNote(target, tag, { runs, has })] } : nothing;
}

/** The one image that all ready pods run; null where they run several, or where that can't be told. */
async function digestOfPods(digests: Promise<(string | null)[]>): Promise<string | null> {
  try {
    const [one = null, ...others] = await digests;
    return others.every((other) => other === one) ? one : null;
  } catch (error) {
    if (error instanceof KubeError) return null;
    throw error;
  }
}

function movedNote({ service }: Target, tag: string, { runs, has }: { runs: string; has: string }): string {
  return noteOf({
    detail: `${tag} was pushed again since it was rolled out (${shortDigest(runs)} runs, ${shortDigest(has)} is new): if this release goes back, new pods get the new one`,
    remedy: `to go back to what runs, first pin the image of ${service} to its digest`,
  });
}
