import { describe, expect, it } from 'vitest';
import { jsonSchema } from '../../../src/domain/json.ts';
import { window } from '../../../src/gates/window.ts';
import { gateWorld } from '../../support/gate-deps.ts';
import { exampleTarget } from '../../support/release-plan.ts';
import { exampleRequest } from '../../support/request.ts';

const version = { version: '2.4.0', image: 'r/app:2.4.0' };
const officeHours = { days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '09:00', to: '17:00', zone: 'Europe/Berlin' };

function aboutOf(settings: object) {
  const gates = { window: jsonSchema.parse(window.setting?.schema.parse(settings)) };
  const target = exampleTarget({ gates });
  return { request: exampleRequest(), target, from: version, to: version, underWay: false };
}

function ask(settings: object, at: string) {
  return window.check(gateWorld({ now: () => Date.parse(at) }), aboutOf(settings));
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

  it('says once in which hours, and when it opens next', async () => {
    expect(await ask(officeHours, '2026-07-04T12:00:00Z')).toMatchObject({
      answer: 'block',
      label: 'outside Mon–Fri 09:00–17:00 (Europe/Berlin)',
      remedy: 'ask again then',
      refusal: {
        code: 'gate-blocked',
        detail:
          'releases to production may start Mon–Fri 09:00–17:00 (Europe/Berlin); the window opens Monday 09:00 Europe/Berlin, in 1 d 19 h',
      },
    });
  });

  it.each([
    ['later on the same day', officeHours, '2026-07-06T05:00:00Z', 'Monday 09:00 Europe/Berlin, in 2 h'],
    ['on the next day', officeHours, '2026-07-06T15:30:00Z', 'Tuesday 09:00 Europe/Berlin, in 15 h 30 min'],
    ['after the clocks go back', officeHours, '2026-10-23T16:00:00Z', 'Monday 09:00 Europe/Berlin, in 2 d 16 h'],
    ['after they go forward', officeHours, '2026-03-27T16:00:00Z', 'Monday 09:00 Europe/Berlin, in 2 d 15 h'],
    ['in a week', { days: ['Wed'], from: '09:00', to: '09:10' }, '2026-07-01T09:10:00Z', 'Wednesday 09:00 UTC, in 7 d'],
    ['at midnight far away', { days: ['Mon'], zone: 'Australia/Sydney' }, '2026-07-05T13:00:00Z', 'Monday 00:00'],
    ['half an hour off', { days: ['Mon'], zone: 'Asia/Kolkata' }, '2026-07-05T18:00:00Z', 'Kolkata, in 30 min'],
    ['when a night begins', { days: ['Fri'], from: '22:00', to: '04:00' }, '2026-07-03T04:00:00Z', 'Friday 22:00'],
  ])('opens %s', async (_when, settings, at, said) => {
    expect(await ask(settings, at)).toMatchObject({ answer: 'block', detail: expect.stringContaining(said) });
  });

  it('opens when it says it does', async () => {
    for (let hours = 0; hours < 24 * 7; hours += 5) {
      const at = Date.parse('2026-10-22T00:00:00Z') + hours * 3_600_000;
      const answer = await ask(officeHours, new Date(at).toISOString());
      if (answer.answer === 'pass') continue;
      const facts = await window.look(gateWorld({ now: () => at }), aboutOf(officeHours));
      const { inMs } = (facts as { facts: { next: { inMs: number } } }).facts.next;
      expect(await answerAt(officeHours, new Date(at + inMs).toISOString())).toBe('pass');
      expect(await answerAt(officeHours, new Date(at + inMs - 60_000).toISOString())).toBe('block');
    }
  });

  it.each([
    [['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], 'Mon–Fri'],
    [['Tue', 'Mon'], 'Mon, Tue'],
    [['Mon', 'Tue', 'Wed', 'Sat'], 'Mon–Wed, Sat'],
  ])('names its days %j as %s', async (days, said) => {
    expect(await ask({ days, to: '00:01' }, '2026-07-05T13:00:00Z')).toMatchObject({
      label: `outside ${said} 00:00–00:01 (UTC)`,
    });
  });
});
