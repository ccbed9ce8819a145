import { type CliDeps, processIo } from '../commands/cli/index.ts';
import manifest from '../package.json' with { type: 'json' };
import { namedSecret } from '../src/config/environment.ts';
import { createClusters } from '../src/platform/kube/index.ts';
import { createSeals } from '../src/platform/kube/seal.ts';
import { silentLog } from '../src/platform/log.ts';
import { connectPromptly, whenReady } from '../src/platform/redis.ts';
import { openUndoKeys } from '../src/platform/undo-key.ts';
import { families } from '../src/providers/index.ts';
import { createQuarantineStore } from '../src/store/quarantine-store.ts';
import { createRedisStore } from '../src/store/redis-store.ts';
import { clusterSettings } from './ports.ts';
import { startApp } from './start.ts';

/** What the command line of this program is made of; connects to nothing before a command asks for it. */
export const commandLine: CliDeps = {
  io: processIo,
  providers: families,
  version: manifest.version,
  startApp,
  async examine({ settings, slack, catalogue }) {
    const { examineWorld } = await import('../src/doctor/index.ts');
    const known = settings && catalogue.kind === 'valid' ? clusterSettings(catalogue.catalogue, settings) : {};
    return examineWorld({ settings, slack, catalogue, clusters: known, secret: namedSecret(process.env) });
  },
  async openStore({ redisUrl, prefix, undoKeys }) {
    const redis = connectPromptly(redisUrl);
    redis.on('error', () => undefined);
    await whenReady(redis, 5000).catch((error: unknown) => {
      redis.disconnect();
      throw error;
    });
    const keys = `${prefix}:`;
    const undo = await openUndoKeys(redis, { prefix: keys, given: undoKeys, log: silentLog });
    return {
      store: createRedisStore(redis, keys),
      quarantine: createQuarantineStore(redis, keys),
      seals: createSeals(undo.keyring),
      close() {
        undo.close();
        redis.disconnect();
      },
    };
  },
  openClusters(catalogue, settings) {
    const clusters = createClusters(clusterSettings(catalogue, settings));
    return { clusters, close: () => clusters.close() };
  },
};
