import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { ReleaseStore } from '../store/release-store.ts';
import type { ClusterDeps } from './contract-seen.ts';
import { rollBackLost } from './roll-back-lost.ts';

export interface LossDeps extends ClusterDeps {
  clock: Clock;
  log: Log;
  /** Before a release is made: an emptied Redis must not give out the number of a release that the cluster still shows. */
  beforeCreate(): Promise<void>;
  /**
   * Before a worker takes a release up that it does not remember: only the cluster's marks can show then that entries are
   * lost, and each claim brings the log's token nearer to theirs.
   */
  beforeFirst(): Promise<void>;
}

/**
 * A store that notices when Redis has lost what it had acknowledged (a failover to a replica that lagged behind): a
 * worker takes a release up and finds less in the log than it has read there before. The release then goes back.
 */
export function noticeLoss(store: ReleaseStore, deps: LossDeps): ReleaseStore {
  const { clock, log, beforeCreate, beforeFirst } = deps;
  return {
    ...store,
    async create(first) {
      await beforeCreate();
      return store.create(first);
    },
    async enqueue(first, how) {
      await beforeCreate();
      return store.enqueue(first, how);
    },
    async createFor(train, first) {
      await beforeCreate();
      return store.createFor(train, first);
    },
    async claim(id, known) {
      if (known === null) await beforeFirst();
      const taken = await store.claim(id, known);
      if (known === null || taken.kind !== 'found' || taken.after > 0) return taken;
      log.error({ release: id, had: known.version, has: taken.known.version }, 'Redis has lost entries of a log');
      const detail = `its log had ${known.version} entries and now has ${taken.known.version}`;
      const back = await rollBackLost({ ...deps, store }, id, { detail, seenToken: 0, now: clock.now() });
      return back ? store.claim(id, null) : taken;
    },
  };
}
