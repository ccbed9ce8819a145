import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CliDeps, RunOptions } from '../../../commands/cli/command.ts';
import { slackEnv, terminal } from './cli.ts';

const text = (channel: string) => `version: 1
environments: { staging: {} }
services: { checkout: { image: a/b, channel: '${channel}' } }
`;

let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sluice-cli-'));
  path = join(dir, 'sluice.yaml');
  await writeFile(path, text('#releases'));
});
afterEach(() => rm(dir, { recursive: true }));

/** `sluice run` on an app that only notes what is done to it. */
function running(changes: Partial<CliDeps> = {}, env: Record<string, string> = {}) {
  const started = Promise.withResolvers<RunOptions>();
  const stop = vi.fn(async () => undefined);
  const startApp = async (options: RunOptions) => {
    started.resolve(options);
    return { port: 1, stop };
  };
  const cli = terminal({ startApp, ...changes }, { ...slackEnv, SLUICE_CATALOGUE: path, ...env });
  return { ...cli, started: started.promise, stop };
}

describe('sluice run', () => {
  it('runs until SIGTERM, then stops gently with exit code 0', async () => {
    const cli = running();
    const code = cli.run('run', '--role', 'worker');
    const { settings } = await cli.started;
    expect(settings.role).toBe('worker');
    expect(cli.stop).not.toHaveBeenCalled();
    cli.events.emit('SIGTERM');
    expect(await code).toBe(0);
    expect(cli.stop).toHaveBeenCalledOnce();
    expect(cli.events.eventNames()).toEqual([]);
  });

  it('is what a command line of options alone means', async () => {
    const cli = running();
    const code = cli.run('--role', 'worker');
    expect((await cli.started).settings.role).toBe('worker');
    cli.events.emit('SIGINT');
    expect(await code).toBe(0);
  });

  it('tells everything that is wrong with the environment variables at once, and no secret', async () => {
    const cli = terminal({}, { SLACK_BOT_TOKEN: 'a-real-secret', PORT: 'http', SLUICE_ROLE: 'boss' });
    expect(await cli.run('run')).toBe(1);
    for (const name of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'PORT', 'SLUICE_ROLE']) expect(cli.err()).toContain(name);
    expect(cli.err()).not.toContain('a-real-secret');
  });

  it('refuses to start with an invalid catalogue', async () => {
    await writeFile(path, 'version: 2\n');
    const startApp = vi.fn();
    const cli = running({ startApp });
    expect(await cli.run('run')).toBe(1);
    expect(cli.err()).toContain('expected 1');
    expect(startApp).not.toHaveBeenCalled();
  });

  it('says why the app cannot start, and who can tell more', async () => {
    const startApp = async () => {
      throw new Error('An API error occurred: invalid_auth');
    };
    const cli = running({ startApp });
    expect(await cli.run('run')).toBe(1);
    expect(cli.err()).toContain('invalid_auth');
    expect(cli.err()).toContain('sluice doctor');
  });

  it('takes up a changed catalogue, refuses an invalid one, and has App Home say so', async () => {
    const cli = running();
    const code = cli.run('run');
    const { catalogue, warnings } = await cli.started;
    const channel = () => catalogue().services[0]?.targets[0]?.channel;
    await writeFile(path, text('#ships'));
    await vi.waitFor(() => expect(channel()).toBe('ships'), 5000);
    expect(warnings()).toEqual([]);
    await writeFile(path, 'version: 1\nservces: {}\n');
    await vi.waitFor(() => expect(warnings()).toHaveLength(1), 5000);
    expect(warnings()[0]).toContain('was refused');
    expect(channel()).toBe('ships');
    cli.events.emit('SIGTERM');
    await code;
  });
});

describe('the end of a run', () => {
  it('comes by force at the deadline, with exit code 1', async () => {
    const cli = running({ stopWithinMs: 20 });
    cli.stop.mockImplementation(() => new Promise<undefined>(() => undefined));
    const code = cli.run('run');
    await cli.started;
    cli.events.emit('SIGTERM');
    expect(await code).toBe(1);
  });

  it('comes at once with a second signal', async () => {
    const cli = running();
    cli.stop.mockImplementation(() => new Promise<undefined>(() => undefined));
    const code = cli.run('run');
    await cli.started;
    cli.events.emit('SIGINT');
    await vi.waitFor(() => expect(cli.stop).toHaveBeenCalled(), { timeout: 20_000 });
    cli.events.emit('SIGINT');
    expect(await code).toBe(1);
  });

  it('follows an error that nobody expected: gently, with exit code 1', async () => {
    const cli = running();
    const code = cli.run('run');
    await cli.started;
    cli.events.emit('unhandledRejection', new TypeError('x is not a function'));
    expect(await code).toBe(1);
    expect(cli.stop).toHaveBeenCalledOnce();
  });

  it.each([
    ['what a reconnecting Socket Mode client rejects with', undefined],
    ['a lost connection', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['a command on a closed Redis connection', new Error('Connection is closed.')],
  ])('does not follow %s', async (_what, reason) => {
    const cli = running();
    const code = cli.run('run');
    await cli.started;
    cli.events.emit('unhandledRejection', reason);
    cli.events.emit('SIGTERM');
    expect(await code).toBe(0);
  });
});
