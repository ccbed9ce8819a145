import { describe, expect, it } from 'vitest';
import type { Onward } from '../../../src/gates/gate.ts';
import { gateKinds } from '../../../src/gates/index.ts';
import { type SwitchName, switchKinds, switchNames } from '../../../src/switches/index.ts';
import { readingOf } from '../../support/fake-switches.ts';
import { gateWorld } from '../../support/gate-deps.ts';
import { asking } from './asking.ts';

const page = 'https://unleash.example/projects/default/features/x';
const since = Date.UTC(2026, 10, 30, 12);
const gateOf = (name: SwitchName) => {
  const found = gateKinds.find((gate) => gate.name === name);
  if (!found) throw new Error(`no gate ${name}`);
  return found;
};
const world = (on: boolean) =>
  gateWorld({
    switches: { configured: () => true, read: async (name) => readingOf(name, { on, since, page }) },
  });
const answer = (name: SwitchName, on: boolean, change: { onward?: Onward } = {}) =>
  gateOf(name).check(world(on), { ...asking(), ...(change.onward ? { onward: change.onward } : {}) });

describe.each(switchNames)('the switch %s', (name) => {
  it('has a gate of its name, which is asked only where switches are configured', () => {
    expect(gateOf(name).applies(gateWorld())).toBe(true);
    expect(gateOf(name).applies(gateWorld({ switches: { ...gateWorld().switches, configured: () => false } }))).toBe(
      false,
    );
  });

  it('lets everything pass while it is on, and is not asked of a way back', async () => {
    expect(await answer(name, true)).toMatchObject({ answer: 'pass', label: switchKinds[name].on });
    expect(gateOf(name).newCodeOnly).toBe(true);
  });

  it('says its flag, where that is off, since when, and where to turn it on', async () => {
    const { flag } = switchKinds[name];
    expect(await answer(name, false)).toMatchObject({
      answer: name === 'accept-requests' ? 'block' : 'needs-person',
      detail: `${flag} is off for checkout in production`,
      remedy: expect.stringContaining(`switch ${flag} on again in Unleash`),
      refusal: { code: 'switched-off', flag, since, page, service: 'checkout', environment: 'production' },
    });
  });

  it('is safe where nobody knows how it stands', () => {
    expect(switchKinds[name].unknown).toBe('on');
  });
});

describe('the switch automatic-promotion', () => {
  it.each([
    ['more users would get it', { widens: true, byHand: false }, 'needs-person'],
    ['nobody else would get it', { widens: false, byHand: false }, 'pass'],
    ['a person has promoted it', { widens: true, byHand: true }, 'pass'],
  ] as const)('off, where %s: %s', async (_, onward, expected) => {
    expect(await answer('automatic-promotion', false, { onward })).toMatchObject({ answer: expected });
  });
});
