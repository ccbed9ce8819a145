import { EventEmitter } from 'node:events';
import { type CliDeps, runCli } from '../../../commands/cli/index.ts';
import type { QuarantineStore } from '../../../src/store/quarantine-store.ts';
import { testSeals } from '../../support/fence.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { stubProviders } from '../config/stub-providers.ts';

/** A command line on a terminal made of arrays. */
export function terminal(changes: Partial<CliDeps> = {}, env: Record<string, string> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const events = new EventEmitter();
  const deps: CliDeps = {
    io: { out: (text) => void out.push(text), err: (text) => void err.push(text), env, process: events },
    providers: stubProviders,
    version: '1.2.3',
    startApp: async () => ({ port: 4321, stop: async () => undefined }),
    examine: async () => [],
    openClusters: () => ({ clusters: unreached, close: async () => undefined }),
    openStore: async () => ({
      store: createMemoryStore(),
      quarantine: quarantineStub(),
      seals: testSeals,
      close: () => undefined,
    }),
    ...changes,
  };
  return {
    events,
    run: (...argv: string[]) => runCli(argv, deps),
    out: () => out.join('\n'),
    err: () => err.join('\n'),
  };
}

/** A test that needs a cluster brings its own. */
const unreached = (): never => {
  throw new Error('there is no cluster here');
};

/** Nothing is quarantined, but for what a test says. */
export function quarantineStub(changes: Partial<QuarantineStore> = {}): QuarantineStore {
  return {
    mark: async () => null,
    state: async () => ({ live: false, aloneMs: 0, abandoned: false, untoldMs: null }),
    heading: async () => null,
    abandon: async () => false,
    ...changes,
  };
}

export const slackEnv = {
  SLACK_BOT_TOKEN: 'xoxb-1-secret',
  SLACK_APP_TOKEN: 'xapp-1-secret',
  SLUICE_LOG_LEVEL: 'silent',
};
