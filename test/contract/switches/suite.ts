import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../src/platform/clock.ts';
import { createSwitches } from '../../../src/platform/switches.ts';
import { type SwitchName, switchKinds, switchNames } from '../../../src/switches/index.ts';
import type { SwitchPlace } from '../../../src/switches/switch.ts';
import type { Switches, SwitchSettings } from '../../../src/switches/switches.ts';
import type { SwitchWorld } from './world.ts';

export const checkout = { service: 'checkout', environment: 'production', team: 'payments' };
export const search = { service: 'search', environment: 'production' };
export const staging = { service: 'checkout', environment: 'staging', team: 'payments' };
const places: SwitchPlace[] = [checkout, staging, search];

const opened: Switches[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((switches) => switches.close()));
});

/** Sluice's switches as a process that has just started reads them. @param secrets environment variables */
export function open(
  settings: Pick<SwitchSettings, 'url'> & Partial<SwitchSettings>,
  secrets: Readonly<Record<string, string>>,
  clock: Clock = systemClock,
): Switches {
  const all: SwitchSettings = { tokenEnv: 'TOKEN', project: 'default', intervalMs: 200, ...settings };
  const switches = createSwitches({ settings: () => all, secret: (name) => secrets[name], clock });
  opened.push(switches);
  return switches;
}

/** Resolves when the switches have heard of a change for which `holds`. */
export function heard(switches: Switches, holds: () => Promise<boolean>): Promise<void> {
  return new Promise((resolve) => {
    switches.onChange(() => void holds().then((so) => so && resolve()));
  });
}

export const isOn = async (switches: Switches, name: SwitchName, place: SwitchPlace = checkout) =>
  (await switches.read(name, place)).on;

const { flag } = switchKinds['accept-requests'];
const second = switchKinds['automatic-promotion'].flag;

/** What the people who run Sluice do in Unleash, and what Sluice makes of it. */
export function switchSuite(start: () => Promise<SwitchWorld>): void {
  describe('switches', () => {
    let world: SwitchWorld;
    beforeAll(async () => {
      world = await start();
      return () => world.stop();
    });
    const fresh = () => open({ url: world.url }, { TOKEN: world.clientToken });

    it('are on where there is no such flag, and say so', async () => {
      const switches = fresh();
      for (const name of switchNames) expect(await isOn(switches, name)).toBe(true);
      const board = await switches.board(places);
      expect(board).toMatchObject({ from: 'server', unreached: null, troubles: [] });
      expect(board?.answeredAt).toEqual(expect.any(Number));
      expect(board?.switches.map(({ exists, off }) => ({ exists, off }))).toEqual(
        switchNames.map(() => ({ exists: false, off: [] })),
      );
    });

    it('are heard of when they are turned, with the time of it', async () => {
      await world.turnOn(flag);
      const switches = fresh();
      expect(await switches.read('accept-requests', checkout)).toEqual({
        flag,
        on: true,
        from: 'server',
        since: null,
        page: `${world.url}/projects/default/features/${flag}`,
      });
      const off = heard(switches, async () => !(await isOn(switches, 'accept-requests')));
      await world.turnOff(flag);
      await off;
      expect(await switches.read('accept-requests', checkout)).toMatchObject({ on: false, since: expect.any(Number) });
      const [seen] = (await switches.board(places))?.switches ?? [];
      expect(seen).toMatchObject({ name: 'accept-requests', exists: true, off: places });
      const on = heard(switches, () => isOn(switches, 'accept-requests'));
      await world.turnOn(flag);
      await on;
    });

    it('may be limited to services, environments and teams', async () => {
      await world.turnOn(
        second,
        { contextName: 'service', operator: 'NOT_IN', values: ['search'] },
        { contextName: 'environment', operator: 'NOT_IN', values: ['production'] },
        { contextName: 'team', operator: 'IN', values: ['payments'] },
      );
      const switches = fresh();
      const off = async () =>
        (await switches.board(places))?.switches.find(({ flag }) => flag === second)?.off.map(({ service }) => service);
      await expect.poll(off, { timeout: 10_000 }).toEqual(['checkout', 'search']);
      expect(await isOn(switches, 'automatic-promotion', staging)).toBe(true);
      expect(await isOn(switches, 'automatic-promotion', { ...staging, service: 'search' })).toBe(false);
      expect(await isOn(switches, 'automatic-promotion', { ...staging, team: 'growth' })).toBe(false);
    });

    it('may be limited to one place of an environment', async () => {
      const { flag: third } = switchKinds['start-releases'];
      await world.turnOn(third, { contextName: 'place', operator: 'NOT_IN', values: ['eu'] });
      const switches = fresh();
      const at = (environment: string) => isOn(switches, 'start-releases', { ...search, environment });
      await expect.poll(() => at('production/eu'), { timeout: 10_000 }).toBe(false);
      expect(await at('production/us')).toBe(true);
      expect(await at('production')).toBe(true);
    });

    it('are on again once their flag is archived', async () => {
      const switches = fresh();
      expect(await isOn(switches, 'automatic-promotion')).toBe(false);
      const on = heard(switches, () => isOn(switches, 'automatic-promotion'));
      await world.archive(second);
      await on;
    });

    it('say that the token is not accepted, and never what it is', async () => {
      const switches = open({ url: world.url }, { TOKEN: 'default:development.another-one' });
      expect(await isOn(switches, 'accept-requests')).toBe(true);
      const board = await switches.board(places);
      expect(board).toMatchObject({
        from: 'nobody',
        answeredAt: null,
        unreached: 'Unleash does not accept the token in TOKEN (HTTP 401)',
      });
      expect(JSON.stringify(board)).not.toContain('another-one');
    });

    it('say that there is no token', async () => {
      const board = await open({ url: world.url }, {}).board(places);
      expect(board).toMatchObject({ from: 'nobody', unreached: 'environment variable TOKEN is not set' });
    });
  });
}
