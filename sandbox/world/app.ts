import { type App, type AppOptions, startApp } from '../../app/start.ts';
import type { EnvironmentSettings } from '../../src/config/environment.ts';
import { createCatalogueReader, loadCatalogue } from '../../src/config/load.ts';
import { type Log, silentLog } from '../../src/platform/log.ts';
import { families } from '../../src/providers/index.ts';
import { seed } from './people.ts';
import type { SandboxWorld } from './start.ts';

export interface SandboxAppOptions extends Partial<Pick<AppOptions, 'wrap' | 'editEveryMs' | 'slackPace' | 'clock'>> {
  settings?: Partial<EnvironmentSettings>;
  log?: Log;
}

/** What Sluice knows of a world. */
type Known = Omit<SandboxWorld, 'cluster'>;

/** Sluice's settings in this world. */
export function settingsIn(world: Known): EnvironmentSettings {
  return {
    role: 'all',
    slack: { mode: 'socket', botToken: seed.botToken, appToken: seed.appToken, apiUrl: world.slack.apiUrl },
    redisUrl: world.redisUrl,
    prefix: `{sluice-${process.pid}-${Date.now().toString(36)}}`,
    catalogue: world.catalogue,
    kubeconfig: world.kubeconfig,
    dockerConfig: '',
    concurrency: 50,
    historyDays: 90,
    host: '127.0.0.1',
    port: 0,
    logLevel: 'info',
    tracesUrl: null,
    boardPassword: null,
    undoKeys: [],
    secrets: [seed.botToken, seed.appToken],
  };
}

/** Sluice itself, in this process, on the world's Slack, cluster and Redis. */
export async function startSluice(world: Known, options: SandboxAppOptions = {}): Promise<App> {
  const { settings: changes, log = silentLog, ...rest } = options;
  // Tokens are read from the environment alone: see src/providers/flags.
  Object.assign(process.env, world.env);
  const settings = { ...settingsIn(world), ...changes };
  const catalogue = await loadCatalogue(settings.catalogue, createCatalogueReader(families));
  return startApp({ settings, log, catalogue: () => catalogue, ...rest });
}
