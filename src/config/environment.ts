import { homedir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { nearest } from '../platform/nearest.ts';
import { passwordsIn } from '../platform/redis-address.ts';
import { environmentSchema, type Variable, variableFacts, variables } from './environment-schema.ts';
import { shorten } from './problems.ts';

type Raw = z.output<typeof environmentSchema>;
type Given = Readonly<Record<string, string | undefined>>;

export type SlackSettings = { botToken: string; apiUrl: string | null } & (
  | { mode: 'socket'; appToken: string }
  | { mode: 'http'; signingSecret: string }
  /** A worker only posts. */
  | { mode: 'none' }
);

export interface EnvironmentSettings {
  role: 'all' | 'bot' | 'worker';
  slack: SlackSettings;
  redisUrl: string;
  prefix: string;
  catalogue: string;
  kubeconfig: string;
  /** Path of the file with registry credentials; it need not exist. */
  dockerConfig: string;
  concurrency: number;
  /** Ended releases that are older are forgotten. */
  historyDays: number;
  host: string;
  port: number;
  logLevel: NonNullable<Raw['SLUICE_LOG_LEVEL']>;
  /** Where traces are sent, with its path; null: there are none. */
  tracesUrl: string | null;
  /** For the page of the queues; null: there is none. */
  boardPassword: string | null;
  /** Keys that sign what is left in clusters, the current one first; none: the one that is kept in Redis. */
  undoKeys: string[];
  /** Values that no log line may show. */
  secrets: string[];
}

/** `problems`: one sentence each, none of which shows the value of a secret. */
export type EnvironmentRead =
  | { kind: 'valid'; settings: EnvironmentSettings }
  | { kind: 'invalid'; problems: string[] };

/** The settings of a process from its environment variables; an empty variable counts as not set. All problems at once. */
export function readEnvironment(all: Given): EnvironmentRead {
  const given = Object.fromEntries(
    variables.flatMap((name) => {
      const value = all[name]?.trim();
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const parsed = environmentSchema.safeParse(given);
  const shape = parsed.success ? [] : parsed.error.issues.map((issue) => sentence(issue, given));
  const slack = slackOf(given);
  const problems = [...shape, ...(slack.kind === 'invalid' ? slack.problems : []), ...misspelt(all)];
  if (!parsed.success || slack.kind === 'invalid' || problems.length > 0) return { kind: 'invalid', problems };
  return { kind: 'valid', settings: settingsOf(parsed.data, slack.slack, secretValues(all)) };
}

/**
 * Values of the secrets among these variables, also of malformed ones: for the redaction of logs from the first line on.
 * A Redis address counts where it holds a password, and so does each password in it.
 */
export function secretValues(all: Given): string[] {
  const values = variables
    .filter((name) => name !== 'REDIS_URL' && variableFacts(name).secret)
    .map((name) => all[name]?.trim() ?? '');
  const address = all['REDIS_URL']?.trim() ?? '';
  const passwords = passwordsIn(address);
  const redis = passwords.length > 0 ? [address, ...passwords] : [];
  return [...new Set([...values, ...redis])].filter((value) => value.length >= 4);
}

/**
 * The values of variables that a catalogue names, e.g. for a header. Sluice's own secrets are none of them: such a name
 * comes from stored plans too, and would send a token to whatever address stands beside it.
 */
export function namedSecret(all: Given): (name: string) => string | undefined {
  const own = new Set<string>(variables.filter((name) => variableFacts(name).secret));
  return (name) => (own.has(name) ? undefined : all[name]);
}

function sentence(issue: z.core.$ZodIssue, given: Given): string {
  const name = String(issue.path[0]) as Variable;
  const shown = variableFacts(name).secret ? ' (its value is not shown)' : `, not '${shorten(given[name] ?? '')}'`;
  return `${name} ${issue.message}${shown}`;
}

type SlackRead = { kind: 'valid'; slack: SlackSettings } | { kind: 'invalid'; problems: string[] };

/** Which secrets are needed depends on the role and on how Slack reaches this process. */
function slackOf(given: Given): SlackRead {
  const botToken = given['SLACK_BOT_TOKEN'];
  const appToken = given['SLACK_APP_TOKEN'];
  const signingSecret = given['SLACK_SIGNING_SECRET'];
  const apiUrl = given['SLACK_API_URL'] ?? null;
  const mode =
    given['SLUICE_SLACK_MODE'] ?? (appToken !== undefined || signingSecret === undefined ? 'socket' : 'http');
  const asks = given['SLUICE_ROLE'] !== 'worker';
  const problems: string[] = [];
  if (botToken === undefined) problems.push('SLACK_BOT_TOKEN is missing: the bot token of the Slack app (xoxb-…)');
  if (asks && mode === 'socket' && appToken === undefined) {
    const other = given['SLUICE_SLACK_MODE'] === undefined ? ', or SLACK_SIGNING_SECRET for HTTP mode' : '';
    problems.push(`SLACK_APP_TOKEN is missing: the app-level token (xapp-…) for Socket Mode${other}`);
  }
  if (asks && mode === 'http' && signingSecret === undefined) {
    problems.push('SLACK_SIGNING_SECRET is missing: without it a request from Slack cannot be told from a forged one');
  }
  if (problems.length > 0 || botToken === undefined) return { kind: 'invalid', problems };
  const both = { botToken, apiUrl };
  if (asks && mode === 'socket' && appToken !== undefined) return { kind: 'valid', slack: { mode, appToken, ...both } };
  if (asks && mode === 'http' && signingSecret !== undefined) {
    return { kind: 'valid', slack: { mode, signingSecret, ...both } };
  }
  return { kind: 'valid', slack: { mode: 'none', ...both } };
}

/** `SLUICE_CATALOG`. Names that Kubernetes makes of a Service called sluice are left alone. */
function misspelt(all: Given): string[] {
  return Object.keys(all)
    .filter((name) => /^(SLUICE|SLACK)_/.test(name) && !/_SERVICE_|_PORT(_|$)/.test(name))
    .filter((name) => !(variables as string[]).includes(name))
    .flatMap((name) => {
      const [meant] = nearest(name, variables, 1);
      return meant === undefined || Math.abs(meant.length - name.length) > 2
        ? []
        : [`${name} is not known: did you mean ${meant}?`];
    });
}

function settingsOf(raw: Raw, slack: SlackSettings, secrets: string[]): EnvironmentSettings {
  const usual = (name: Variable) => variableFacts(name).usual ?? '';
  const docker = raw.DOCKER_CONFIG ?? join(homedir(), '.docker');
  return {
    role: raw.SLUICE_ROLE ?? 'all',
    slack,
    redisUrl: raw.REDIS_URL ?? usual('REDIS_URL'),
    prefix: raw.SLUICE_PREFIX ?? usual('SLUICE_PREFIX'),
    catalogue: raw.SLUICE_CATALOGUE ?? usual('SLUICE_CATALOGUE'),
    kubeconfig: raw.SLUICE_KUBECONFIG ?? raw.KUBECONFIG ?? join(homedir(), '.kube', 'config'),
    dockerConfig: /json$/.test(docker) ? docker : join(docker, 'config.json'),
    concurrency: raw.SLUICE_CONCURRENCY ?? Number(usual('SLUICE_CONCURRENCY')),
    historyDays: raw.SLUICE_HISTORY_DAYS ?? Number(usual('SLUICE_HISTORY_DAYS')),
    host: raw.SLUICE_HOST ?? usual('SLUICE_HOST'),
    port: raw.PORT ?? Number(usual('PORT')),
    logLevel: raw.SLUICE_LOG_LEVEL ?? 'info',
    tracesUrl: tracesUrl(raw),
    boardPassword: raw.SLUICE_BOARD_PASSWORD ?? null,
    undoKeys: [raw.SLUICE_UNDO_KEY, raw.SLUICE_UNDO_KEY_PREVIOUS].filter((key) => key !== undefined),
    secrets,
  };
}

/** https://opentelemetry.io/docs/specs/otel/protocol/exporter/: the general address gets the signal's path. */
function tracesUrl(raw: Raw): string | null {
  const general = raw.OTEL_EXPORTER_OTLP_ENDPOINT;
  return raw.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (general ? `${general.replace(/\/+$/, '')}/v1/traces` : null);
}
