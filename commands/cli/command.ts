import type { ParseArgsConfig } from 'node:util';
import type { Catalogue } from '../../src/config/catalogue.ts';
import type { EnvironmentSettings, SlackSettings } from '../../src/config/environment.ts';
import type { Loaded } from '../../src/config/load.ts';
import type { ProviderSchemas } from '../../src/config/schema.ts';
import type { CheckResult } from '../../src/doctor/check.ts';
import type { SealsOf } from '../../src/platform/kube/seal.ts';
import type { Clusters } from '../../src/platform/kube.ts';
import type { Log } from '../../src/platform/log.ts';
import type { QuarantineStore } from '../../src/store/quarantine-store.ts';
import type { ReleaseStore } from '../../src/store/release-store.ts';

/** Exit codes: `wrong` for what was found to be wrong, `usage` for a command line that nobody understands. */
export const exit = { ok: 0, wrong: 1, usage: 2 } as const;

/** What the command line touches of its process. */
export interface CliIo {
  /** One or more lines; the last line end is added. */
  out(text: string): void;
  err(text: string): void;
  env: Readonly<Record<string, string | undefined>>;
  /** Hears SIGTERM, SIGINT, `unhandledRejection` and `uncaughtException`. */
  process: {
    on(event: string, listener: (reason: unknown) => void): unknown;
    off(event: string, listener: (reason: unknown) => void): unknown;
  };
}

export interface Running {
  port: number;
  stop(): Promise<void>;
}

export interface RunOptions {
  settings: EnvironmentSettings;
  catalogue(): Catalogue;
  log: Log;
  /** What those who run Sluice should see on App Home, besides what the app itself finds. */
  warnings(): string[];
}

/** What is known of the outside; null for the part of which the environment variables do not say enough. */
export interface Known {
  settings: EnvironmentSettings | null;
  slack: SlackSettings | null;
  catalogue: Loaded;
}

/** What the command line cannot make itself: the composition root hands it in. */
export interface CliDeps {
  io: CliIo;
  providers: ProviderSchemas;
  version: string;
  startApp(options: RunOptions): Promise<Running>;
  /** Looks at everything that Sluice needs. Never throws for what is wrong out there. */
  examine(known: Known): Promise<CheckResult[]>;
  openStore(
    settings: Pick<EnvironmentSettings, 'redisUrl' | 'prefix' | 'undoKeys'>,
  ): Promise<{ store: ReleaseStore; quarantine: QuarantineStore; seals: SealsOf; close(): void }>;
  /** The clusters of a catalogue; nothing is connected before it is used. */
  openClusters(
    catalogue: Catalogue,
    settings: Pick<EnvironmentSettings, 'kubeconfig'>,
  ): { clusters: Clusters; close(): Promise<void> };
  /** How long a graceful stop may take (ms). Default: 25 s, a little less than what Kubernetes grants. */
  stopWithinMs?: number;
}

export interface Given {
  words: string[];
  options: Record<string, string | boolean | undefined>;
}

/** One word after `sluice`. */
export interface Command {
  /** What follows the word, for the help: `<release> [--json]`. */
  usage: string;
  summary: string;
  options: NonNullable<ParseArgsConfig['options']>;
  /** How many words may follow. */
  words: { min: number; max: number };
  /** Gives the exit code. */
  run(deps: CliDeps, given: Given): Promise<number>;
}
