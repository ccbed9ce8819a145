import { describe, expect, it } from 'vitest';
import { runChecks } from '../../../src/doctor/check.ts';
import { switchChecks } from '../../../src/doctor/switches.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { SwitchSettings } from '../../../src/switches/switches.ts';
import { fakeSwitches } from '../../support/fake-switches.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const settings: SwitchSettings = {
  url: 'https://unleash.example',
  tokenEnv: 'SWITCHES',
  project: 'ops',
  intervalMs: 15_000,
  backup: '/var/lib/sluice',
};
const look = (switches: ReturnType<typeof fakeSwitches>, said: SwitchSettings | null = settings) =>
  runChecks(switchChecks(switches, said, [exampleTarget()]), { clock: systemClock, withinMs: 1000 });

describe('the doctor on switches', () => {
  it('says nothing where there are none', async () => {
    expect(await look(fakeSwitches(), null)).toEqual([]);
  });

  it('says how each stands', async () => {
    const switches = fakeSwitches();
    switches.turnOff('accept-requests');
    const found = await look(switches);
    expect(found.map(({ kind }) => kind)).toEqual(['ok', 'warning', 'ok', 'ok']);
    expect(found[1]?.detail).toBe('sluice.accept-requests is off for checkout in production');
  });

  it('says why Unleash does not answer and which variable has the token', async () => {
    const switches = fakeSwitches();
    Object.assign(switches.state, {
      from: 'nobody',
      unreached: 'Unleash does not accept the token in SWITCHES (HTTP 401)',
      troubles: ['/etc/x.json: there is no such file'],
    });
    expect(await look(switches)).toEqual([
      expect.objectContaining({
        kind: 'problem',
        detail: 'Unleash does not accept the token in SWITCHES (HTTP 401)',
        todo: expect.stringContaining('SWITCHES has a backend token'),
      }),
      expect.objectContaining({ kind: 'problem', detail: '/etc/x.json: there is no such file' }),
    ]);
  });

  it('warns where nothing would be known after a restart', async () => {
    const { backup: _, ...bare } = settings;
    const found = await look(fakeSwitches(), bare);
    expect(found.at(-1)).toMatchObject({ kind: 'warning', todo: expect.stringContaining('switches.backup') });
  });
});
