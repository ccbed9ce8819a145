import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startJsonServer,
  startSmallUnleash,
  startUnleash,
  type UnleashServer,
  unleashPrograms,
} from '../../../sandbox/unleash/index.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { switchKinds } from '../../../src/switches/index.ts';
import { checkout, heard, isOn, open, search, switchSuite } from './suite.ts';
import { type SwitchWorld, switchWorld } from './world.ts';

describe('on the small Unleash', () => switchSuite(async () => switchWorld(await startSmallUnleash())));

/** `npm test` fetches it where npm has it. */
const programs = await unleashPrograms();

describe.skipIf(programs === null)('on the real Unleash', () => {
  let server: UnleashServer;
  let world: SwitchWorld;
  let backup: string;
  beforeAll(async () => {
    backup = await mkdtemp(join(tmpdir(), 'sluice-switches-'));
    if (!programs) return;
    server = await startUnleash(programs);
    world = await switchWorld(server);
  });
  afterAll(async () => {
    await server?.stop();
    await rm(backup, { recursive: true, force: true });
  });

  switchSuite(async () => ({ ...world, stop: async () => undefined }));

  describe('while it is away', () => {
    const { flag } = switchKinds['start-releases'];
    const secrets = () => ({ TOKEN: world.clientToken });

    it('what it said last holds, over a restart of Sluice too, and it is heard again when it is back', async () => {
      const running = open({ url: world.url, backup }, secrets());
      await world.turnOn(flag);
      await world.turnOff(flag);
      await expect.poll(() => isOn(running, 'start-releases'), { timeout: 10_000 }).toBe(false);
      const before = await running.read('start-releases', checkout);
      await expect.poll(() => readdir(backup)).toHaveLength(1);
      await server.kill();
      const unreached = async () => (await running.board([checkout]))?.unreached;
      await expect.poll(unreached, { timeout: 10_000 }).toBe("Unleash can't be reached (ECONNREFUSED)");
      expect(await isOn(running, 'start-releases')).toBe(false);
      const restarted = open({ url: world.url, backup }, secrets());
      expect(await restarted.read('start-releases', checkout)).toEqual({ ...before, from: 'kept' });
      expect(await restarted.board([checkout, search])).toMatchObject({
        from: 'kept',
        answeredAt: expect.any(Number),
        unreached: "Unleash can't be reached (ECONNREFUSED)",
      });
      const back = heard(restarted, async () => (await restarted.read('start-releases', checkout)).from === 'server');
      await server.start();
      await back;
      expect(await restarted.board([])).toMatchObject({ from: 'server', unreached: null });
      const on = heard(restarted, () => isOn(restarted, 'start-releases'));
      await world.turnOn(flag);
      await on;
    }, 120_000);

    it('what its answer was, written by hand into the bootstrap file, holds where nothing was ever kept', async () => {
      const bootstrap = join(backup, 'bootstrap.json');
      const answer = await fetch(`${world.url}/api/client/features`, {
        headers: { authorization: world.clientToken },
      });
      const said = JSON.parse((await answer.text()).replaceAll('"enabled":true', '"enabled":false'));
      await writeFile(bootstrap, JSON.stringify(said));
      const away = open({ url: 'http://127.0.0.1:1', backup, bootstrap }, secrets());
      expect(await away.read('start-releases', checkout)).toMatchObject({ on: false, from: 'bootstrap' });
      const there = open({ url: world.url, bootstrap }, secrets());
      expect(await there.read('start-releases', checkout)).toMatchObject({ on: true, from: 'server' });
    });

    it('keeps no secret in the backup', async () => {
      const files = (await readdir(backup)).filter((name) => name.startsWith('sluice-switches-'));
      expect(files).toHaveLength(1);
      expect(await readFile(join(backup, files[0] ?? ''), 'utf8')).not.toContain(world.clientToken);
    });
  });
});

describe('a token that is refused', () => {
  const { flag } = switchKinds['start-releases'];

  it('leaves what was last known in force over a restart, and is tried again until it is accepted', async () => {
    const backup = await mkdtemp(join(tmpdir(), 'sluice-switches-'));
    const serving = { accepts: true, on: false };
    const unleash = await startJsonServer(() => {
      if (!serving.accepts) return { status: 401, body: { name: 'AuthenticationRequired' } };
      const feature = { name: flag, enabled: serving.on, strategies: [{ name: 'default' }], variants: [] };
      return { status: 200, body: { version: 2, features: [feature] } };
    });
    const settings = { url: unleash.url, backup };
    const before = open(settings, { TOKEN: 't' });
    expect(await before.read('start-releases', checkout)).toMatchObject({ on: false, from: 'server' });
    await expect.poll(() => readdir(backup)).toHaveLength(1);
    await before.close();

    serving.accepts = false;
    const minute = Promise.withResolvers<void>();
    const asleep: number[] = [];
    const sleep = (ms: number) => {
      asleep.push(ms);
      return minute.promise;
    };
    const restarted = open(settings, { TOKEN: 't' }, { ...systemClock, sleep });
    expect(await restarted.read('start-releases', checkout)).toMatchObject({ on: false, from: 'kept' });
    expect(await restarted.board([checkout])).toMatchObject({
      from: 'kept',
      unreached: 'Unleash does not accept the token in TOKEN (HTTP 401)',
    });
    expect(asleep).toEqual([60_000]);

    Object.assign(serving, { accepts: true, on: true });
    const on = heard(restarted, () => isOn(restarted, 'start-releases'));
    minute.resolve();
    await on;
    expect(await restarted.board([checkout])).toMatchObject({ from: 'server', unreached: null });
    await restarted.close();
    await unleash.close();
    await rm(backup, { recursive: true });
  });
});

describe('with no server at all', () => {
  const url = 'http://127.0.0.1:1';

  it('everything is on, and the reason is said', async () => {
    const board = await open({ url }, { TOKEN: 't' }).board([checkout]);
    expect(board).toMatchObject({ from: 'nobody', unreached: expect.stringContaining("can't be reached") });
    expect(board?.switches.flatMap(({ off }) => off)).toEqual([]);
  });

  it.each([
    ['is not there', null, 'there is no such file'],
    ['is not JSON', '{', 'JSON'],
    ['is something else', '{"features":[{"name":"a"}]}', 'is not what Unleash answers: features.0.enabled'],
  ])('a bootstrap file that %s is told', async (_, text, why) => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-switches-'));
    const bootstrap = join(folder, 'bootstrap.json');
    if (text !== null) await writeFile(bootstrap, text);
    const board = await open({ url, bootstrap }, { TOKEN: 't' }).board([]);
    expect(board?.troubles).toEqual([expect.stringContaining(why)]);
    expect(board?.troubles[0]).toContain(bootstrap);
    await rm(folder, { recursive: true });
  });

  it('a backup that cannot be written is told', async () => {
    const unleash = await startSmallUnleash();
    const switches = open({ url: unleash.url, backup: '/dev/null/nowhere' }, { TOKEN: unleash.clientToken });
    expect(await isOn(switches, 'accept-requests')).toBe(true);
    await expect.poll(async () => (await switches.board([]))?.troubles).toEqual([expect.stringContaining('ENOTDIR')]);
    await unleash.stop();
  });
});
