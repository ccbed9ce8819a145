import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namedSecret, readEnvironment, secretValues } from '../../../src/config/environment.ts';
import { variables } from '../../../src/config/environment-schema.ts';
import { environmentReference } from '../../../src/config/reference.ts';

const socket = { SLACK_BOT_TOKEN: 'xoxb-bot', SLACK_APP_TOKEN: 'xapp-app' };

function settings(given: Record<string, string>) {
  const read = readEnvironment(given);
  if (read.kind === 'invalid') throw new Error(read.problems.join('\n'));
  return read.settings;
}

function problems(given: Record<string, string>): string[] {
  const read = readEnvironment(given);
  return read.kind === 'invalid' ? read.problems : [];
}

describe('how Slack reaches Sluice', () => {
  it('follows from the secrets that are there', () => {
    expect(settings(socket).slack).toEqual({
      mode: 'socket',
      botToken: 'xoxb-bot',
      appToken: 'xapp-app',
      apiUrl: null,
    });
    expect(settings({ SLACK_BOT_TOKEN: 'xoxb-bot', SLACK_SIGNING_SECRET: 'signing-secret' }).slack).toMatchObject({
      mode: 'http',
    });
    expect(settings({ ...socket, SLACK_SIGNING_SECRET: 'signing-secret' }).slack.mode).toBe('socket');
  });

  it('may be said', () => {
    const both = { ...socket, SLACK_SIGNING_SECRET: 'signing-secret', SLUICE_SLACK_MODE: 'http' };
    expect(settings(both).slack).toMatchObject({ mode: 'http', signingSecret: 'signing-secret' });
    expect(problems({ ...socket, SLUICE_SLACK_MODE: 'http' })).toEqual([
      expect.stringMatching(/^SLACK_SIGNING_SECRET is missing/),
    ]);
  });

  it('does not matter to a worker, which only posts', () => {
    expect(settings({ SLACK_BOT_TOKEN: 'xoxb-bot', SLUICE_ROLE: 'worker' }).slack.mode).toBe('none');
  });
});

it('has a default for all that is not secret', () => {
  expect(settings({ ...socket, PORT: ' ', REDIS_URL: '' })).toMatchObject({
    role: 'all',
    redisUrl: 'redis://127.0.0.1:6379',
    prefix: '{sluice}',
    catalogue: './sluice.yaml',
    concurrency: 200,
    historyDays: 90,
    port: 3000,
    logLevel: 'info',
  });
});

it('takes the Docker configuration as a folder or as a file', () => {
  expect(settings({ ...socket, DOCKER_CONFIG: '/etc/docker' }).dockerConfig).toBe('/etc/docker/config.json');
  expect(settings({ ...socket, DOCKER_CONFIG: '/pull/.dockerconfigjson' }).dockerConfig).toBe(
    '/pull/.dockerconfigjson',
  );
});

it('tells all problems at once, one sentence each', () => {
  expect(
    problems({
      PORT: '70000',
      SLUICE_ROLE: 'both',
      REDIS_URL: 'localhost:6379',
      SLUICE_CATALOG: 'x',
      SLUICE_PORT: 'tcp://10.0.0.1:80',
    }),
  ).toEqual([
    'REDIS_URL must be an address that begins with redis://, redis+sentinel:// or redis+cluster:// (rediss for TLS) (its value is not shown)',
    "SLUICE_ROLE must be one of: all, bot, worker, not 'both'",
    "PORT must be a whole number from 0 to 65535, not '70000'",
    expect.stringMatching(/^SLACK_BOT_TOKEN is missing/),
    expect.stringMatching(/^SLACK_APP_TOKEN is missing.*or SLACK_SIGNING_SECRET/),
    'SLUICE_CATALOG is not known: did you mean SLUICE_CATALOGUE?',
  ]);
});

describe('secrets', () => {
  it('never stand in a problem, whatever they are', () => {
    const secret = fc.string({ minLength: 6 }).filter((text) => !/[\s\0]/.test(text));
    fc.assert(
      fc.property(secret, (text) => {
        const value = `S3CR${text}ET`;
        const told = problems({
          SLACK_BOT_TOKEN: value,
          SLACK_APP_TOKEN: value,
          REDIS_URL: `http://:${value}@x`,
          SLUICE_ROLE: 'x',
        });
        expect(told.join('\n')).not.toContain(value);
        expect(told.length).toBeGreaterThanOrEqual(4);
      }),
    );
  });

  it('are listed for the redaction of logs, the Redis password in both spellings', () => {
    const given = {
      ...socket,
      REDIS_URL: 'rediss://me:p%40ssword@redis.example:6380/1',
      SLACK_SIGNING_SECRET: 'bad one',
    };
    expect(secretValues(given)).toEqual(['xoxb-bot', 'xapp-app', 'bad one', given.REDIS_URL, 'p%40ssword', 'p@ssword']);
    expect(settings({ ...socket, REDIS_URL: 'redis://127.0.0.1:1' }).secrets).toEqual(['xoxb-bot', 'xapp-app']);
  });
});

it('the reference lists every variable with a text', () => {
  const reference = environmentReference();
  expect(variables).not.toEqual([]);
  for (const name of variables) expect(reference).toMatch(new RegExp(`\\| \`${name}\` \\| \\S.{10,} \\|`));
});

it('a name in a catalogue, or in a stored plan, never leads to one of Sluice’s own secrets', () => {
  const secret = namedSecret({
    HOOK_TOKEN: 'abc',
    SLACK_BOT_TOKEN: 'xoxb-1',
    REDIS_URL: 'redis://x',
    SLUICE_UNDO_KEY: 'k',
  });
  expect(['HOOK_TOKEN', 'SLACK_BOT_TOKEN', 'REDIS_URL', 'SLUICE_UNDO_KEY', 'NONE'].map(secret)).toEqual([
    'abc',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it('the keys that sign what is left in clusters: the current one first, neither short nor shown', () => {
  const [now, before] = ['n'.repeat(44), 'b'.repeat(32)];
  expect(settings({ ...socket, SLUICE_UNDO_KEY: now, SLUICE_UNDO_KEY_PREVIOUS: before }).undoKeys).toEqual([
    now,
    before,
  ]);
  expect(settings(socket).undoKeys).toEqual([]);
  const short = readEnvironment({ ...socket, SLUICE_UNDO_KEY: 'tooshort' });
  expect(short).toMatchObject({
    kind: 'invalid',
    problems: [expect.stringMatching(/^SLUICE_UNDO_KEY must have at least 32/)],
  });
  expect(JSON.stringify(short)).not.toContain('tooshort');
  expect(secretValues({ SLUICE_UNDO_KEY: now, SLUICE_UNDO_KEY_PREVIOUS: before })).toEqual([now, before]);
});
