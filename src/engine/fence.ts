import type { EventOf } from '../domain/events.ts';
import { foldLog } from '../domain/fold.ts';
import { annotations, numberIn } from '../domain/names.ts';
import type { Release } from '../domain/release.ts';
import { isLive } from '../domain/release-state.ts';
import { mayMark } from '../marks/marked.ts';
import { type Fence, StaleWriter, Unconfirmed } from '../platform/kube/fence.ts';
import type { KubeObject } from '../platform/kube.ts';
import type { ReleaseStore } from '../store/release-store.ts';
import type { EngineDeps } from './ports.ts';

export type IgnoredMark = EventOf<'marks.ignored'>['marks'][number];

/** Of what somebody wrote into a mark, no more is told. */
const longestMark = 63;

export interface Writer {
  fencingToken: number;
  goesBack: boolean;
  /** Gets what was passed over under this lease. */
  ignored: IgnoredMark[];
}

/** The fence of one lease's writes for a release. */
export function fenceOf({ store, seals }: EngineDeps, { id, plan, request }: Release, writer: Writer): Fence {
  const { cluster } = plan.target;
  const { fencingToken, goesBack, ignored } = writer;
  return {
    release: id,
    fencingToken,
    ...(request.partOf ? { train: request.partOf.number } : {}),
    seals: seals(cluster),
    goesBack,
    async confirm() {
      const newest = await asked(id, store.fencingToken(id));
      if (newest === fencingToken) return;
      const now = newest === null ? 'is over' : `is run by a later worker (${newest} > ${fencingToken})`;
      throw new StaleWriter(`release ${id} ${now}`, newest === null);
    },
    mayHold: (other, object) => mayHold(store, cluster, other, object),
    passedOver({ kind, metadata }) {
      const object = `${kind} ${metadata.name}`;
      const mark = (metadata.annotations?.[annotations.fence] ?? '').slice(0, longestMark);
      if (!ignored.some((each) => each.object === object)) ignored.push({ object, mark });
    },
  };
}

/** A live release whose record this version cannot read may hold anything. */
async function mayHold(store: ReleaseStore, cluster: string, other: string, object: KubeObject): Promise<boolean> {
  if (numberIn(other) === null || (await asked(other, store.fencingToken(other))) === null) return false;
  const loaded = await asked(other, store.load(other));
  switch (loaded.kind) {
    case 'missing':
      return false;
    case 'broken':
    case 'newer':
      return true;
    case 'found': {
      const release = foldLog(loaded.events);
      const { target } = release.plan;
      const here = target.cluster === cluster && target.namespace === object.metadata.namespace;
      return isLive(release) && here && mayMark(target, `${object.kind} ${object.metadata.name}`);
    }
  }
}

function asked<T>(release: string, answer: Promise<T>): Promise<T> {
  return answer.catch((error: unknown) => {
    throw new Unconfirmed(`the release log does not say who runs ${release}`, { cause: error });
  });
}

/** What was passed over and is not in the log yet: one mark of each object is told; null where there is nothing new. */
export function newlyIgnored(
  release: Release,
  ignored: readonly IgnoredMark[],
  at: number,
): EventOf<'marks.ignored'> | null {
  const marks = ignored.filter(({ object }) => !release.ignored.includes(object));
  return marks.length > 0 ? { type: 'marks.ignored', at, marks } : null;
}
