import { z } from 'zod';
import { readRedisAddress } from '../platform/redis-address.ts';

/** Marks a variable whose value must never be shown. */
const secretMark = 'secret';

function text(description: string) {
  return z.string().trim().min(1).optional().meta({ description });
}

function secret(description: string, prefix: RegExp, looks: string) {
  return z
    .string()
    .trim()
    .regex(prefix, { error: looks })
    .optional()
    .meta({ description, [secretMark]: true });
}

function choice<const T extends readonly [string, ...string[]]>(values: T, description: string, usual?: T[number]) {
  const schema = z.enum(values, { error: `must be one of: ${values.join(', ')}` }).optional();
  return schema.meta(usual === undefined ? { description } : { description, default: usual });
}

function number(min: number, max: number, description: string, usual: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .trim()
    .regex(/^\d+$/, { error })
    .transform(Number)
    .refine((value) => value >= min && value <= max, { error })
    .optional()
    .meta({ description, default: usual });
}

/** The address is a secret where it holds a password. */
const redisUrl = z
  .string()
  .trim()
  .superRefine((value, context) => {
    const read = readRedisAddress(value);
    if (read.kind === 'invalid') context.addIssue({ code: 'custom', message: read.problem });
  })
  .optional()
  .meta({
    description:
      'Redis: one server as `redis://[user:password@]host:6379[/db]`; a master behind Sentinels as ' +
      '`redis+sentinel://[user:password@]host:26379,host2:26379/mymaster[?db=0]` ' +
      "(the Sentinels' own login as `sentinel_username` and `sentinel_password`); a Cluster as " +
      '`redis+cluster://[user:password@]host:6379,host2:6379`. With TLS: `rediss`. See docs/guide/redis.md.',
    default: 'redis://127.0.0.1:6379',
    [secretMark]: true,
  });

const webUrl = z
  .string()
  .trim()
  .refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), { error: 'must be an http(s) address' })
  .optional();

const undoKey = /^\S{32,}$/;
const undoKeyLooks = 'must have at least 32 characters, without spaces';

/** All environment variables of Sluice. */
export const environmentSchema = z.object({
  SLACK_BOT_TOKEN: secret('Bot token of the Slack app.', /^(xoxe\.)?xoxb-\S+$/, 'must begin with xoxb-'),
  SLACK_APP_TOKEN: secret(
    'App-level token with `connections:write`, for Socket Mode.',
    /^xapp-\S+$/,
    'must begin with xapp-',
  ),
  SLACK_SIGNING_SECRET: secret(
    'Signing secret of the Slack app, for HTTP mode.',
    /^\S{8,}$/,
    'must be the signing secret, without spaces',
  ),
  SLUICE_SLACK_MODE: choice(
    ['socket', 'http'],
    'How Slack reaches Sluice. Default: `socket` where there is an app token, else `http`.',
  ),
  SLACK_API_URL: webUrl.meta({ description: 'Address of the Slack API.', default: 'https://slack.com/api/' }),
  REDIS_URL: redisUrl,
  SLUICE_PREFIX: z
    .string()
    .trim()
    .regex(/^[\w{}.:-]{1,64}$/, { error: 'may have letters, digits and _ - . : { } only' })
    .optional()
    .meta({
      description: 'Prefix of all Redis keys. The braces keep them in one slot of a Redis Cluster, which needs them.',
      default: '{sluice}',
    }),
  SLUICE_CATALOGUE: text('Path of the catalogue.').meta({ default: './sluice.yaml' }),
  SLUICE_KUBECONFIG: text(
    'Path of the kubeconfig of the clusters in the catalogue. Default: `KUBECONFIG`, else `~/.kube/config`.',
  ),
  KUBECONFIG: text('Used where `SLUICE_KUBECONFIG` is not set. One path, not a list.'),
  DOCKER_CONFIG: text(
    'Folder with the Docker `config.json` (or the path of such a file) with credentials for registries. Default: `~/.docker`.',
  ),
  SLUICE_ROLE: choice(['all', 'bot', 'worker'], 'What this process does.', 'all'),
  SLUICE_CONCURRENCY: number(1, 10_000, 'Releases that a worker moves at the same time.', 200),
  SLUICE_HISTORY_DAYS: number(
    1,
    36_500,
    'Days after which an ended release is forgotten; the last 5 of each service and environment stay.',
    90,
  ),
  SLUICE_UNDO_KEY: secret(
    'Signs what Sluice leaves in the clusters, so that **Put back** obeys nobody else; the same for all processes. ' +
      'Default: a key that is made at the first start and kept in Redis, and so is lost with it. ' +
      'Make one with `openssl rand -base64 32`.',
    undoKey,
    undoKeyLooks,
  ),
  SLUICE_UNDO_KEY_PREVIOUS: secret(
    'The previous key, after a change of `SLUICE_UNDO_KEY`: what it signed still counts.',
    undoKey,
    undoKeyLooks,
  ),
  PORT: number(
    0,
    65_535,
    'Port of `/healthz`, `/readyz`, `/metrics` and, in HTTP mode, of Slack. 0: any free one.',
    3000,
  ),
  SLUICE_HOST: text('Address to listen on.').meta({ default: '0.0.0.0' }),
  SLUICE_LOG_LEVEL: choice(
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    'Lowest level that is logged.',
    'info',
  ),
  SLUICE_BOARD_PASSWORD: secret(
    'Turns on the page of the queues, under `/queues`, for the user `sluice` with this password.',
    /^\S{12,}$/,
    'must have at least 12 characters, without spaces',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: webUrl.meta({
    description: 'OpenTelemetry collector (OTLP over HTTP); turns traces on. `/v1/traces` is added.',
  }),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: webUrl.meta({
    description: 'The same for traces alone, used as is: nothing is added.',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: secret(
    'Headers for the collector, e.g. `authorization=Bearer%20…`.',
    /^[^\s=]+=.*$/,
    'must be name=value, with commas between several',
  ),
  OTEL_TRACES_SAMPLER_ARG: z
    .string()
    .trim()
    .regex(/^(0(\.\d+)?|1(\.0+)?)$/, { error: 'must be a number from 0 to 1' })
    .optional()
    .meta({ description: 'Share of the traces that is kept, 0 to 1.', default: '1' }),
});
export type Variable = keyof typeof environmentSchema.shape;

/** Description, documented default and secrecy of a variable. */
export function variableFacts(name: Variable): { description: string; usual: string | null; secret: boolean } {
  const facts = environmentSchema.shape[name].meta() ?? {};
  const usual = facts['default'];
  return {
    description: facts.description ?? '',
    usual: usual === undefined ? null : String(usual),
    secret: facts[secretMark] === true,
  };
}

/** Names of all variables, in the order of the reference. */
export const variables = Object.keys(environmentSchema.shape) as Variable[];
