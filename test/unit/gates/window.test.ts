import { describe, expect, it } from 'vitest';
import { jsonSchema } from '../../../src/domain/json.ts';
import { window } from '../../../src/gates/window.ts';
import { gateWorld } from '../../support/gate-deps.ts';
import { exampleTarget } from '../../support/release-plan.ts';
import { exampleRequest } from '../../support/request.ts';

const version = { version: '2.4.0', image: 'r/app:2.4.0' };
const officeHours = { days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '09:00', to: '17:00', zone: 'Europe/Berlin' };

function ask(settings: object, at: string, backwards = false) {
  const gates = { window: jsonSchema.parse(window.setting?.schema.parse(settings)) };
  const target = exampleTarget({ gates });
  const about = { request: exampleRequest({ backwards }), target, from: version, to: version, underWay: false };
  return window.check(gateWorld({ now: () => Date.parse(at) }), about);
}

const answerAt = async (settings: object, at: string) => (await ask(settings, at)).answer;

describe('the gate "window"', () => {
  it('goes by the clock on the wall, in summer and in winter', async () => {
    expect(await answerAt(officeHours, '2026-07-01T06:59:59Z')).toBe('block');
    expect(await answerAt(officeHours, '2026-07-01T07:00:00Z')).toBe('pass');
    expect(await answerAt(officeHours, '2026-07-01T14:59:59Z')).toBe('pass');
    expect(await answerAt(officeHours, '2026-07-01T15:00:00Z')).toBe('block');
    expect(await answerAt(officeHours, '2026-01-07T07:30:00Z')).toBe('block');
    expect(await answerAt(officeHours, '2026-01-07T15:59:59Z')).toBe('pass');
  });

  it('goes by the days of its zone', async () => {
    const sydney = { days: ['Mon'], zone: 'Australia/Sydney' };
    expect(await answerAt(sydney, '2026-07-05T14:00:00Z')).toBe('pass');
    expect(await answerAt(sydney, '2026-07-06T14:00:00Z')).toBe('block');
  });

  it('may close on the day after it opened', async () => {
    const night = { days: ['Fri'], from: '22:00', to: '04:00' };
    expect(await answerAt(night, '2026-07-03T21:59:00Z')).toBe('block');
    expect(await answerAt(night, '2026-07-03T22:00:00Z')).toBe('pass');
    expect(await answerAt(night, '2026-07-04T03:59:00Z')).toBe('pass');
    expect(await answerAt(night, '2026-07-04T04:00:00Z')).toBe('block');
    expect(await answerAt(night, '2026-07-03T03:00:00Z')).toBe('block');
  });

  it('never keeps anybody from going back', async () => {
    expect(await ask(officeHours, '2026-07-04T12:00:00Z', true)).toMatchObject({ answer: 'pass' });
  });

  it('says when to ask again', async () => {
    expect(await ask(officeHours, '2026-07-04T12:00:00Z')).toMatchObject({
      answer: 'block',
      remedy: 'ask again within Mon, Tue, Wed, Thu, Fri 09:00–17:00 (Europe/Berlin)',
      refusal: { code: 'gate-blocked', remedy: expect.stringContaining('09:00–17:00') },
    });
  });
});
