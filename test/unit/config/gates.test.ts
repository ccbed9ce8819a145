import { describe, expect, it } from 'vitest';
import { targetOf } from '../../../src/config/catalogue.ts';
import { expectOneProblem, more, read, withLine } from './catalogue-text.ts';

const inOffice = '{ window: { from: "09:00", to: "17:00", zone: Europe/Berlin } }';

describe('`gates` in the catalogue', () => {
  it('are kept with all of their settings, and are not there where none is set', () => {
    const catalogue = read(
      withLine(4, `  production: { protected: true, approval: { groups: [leads] }, gates: ${inOffice} }`),
    );
    expect(targetOf(catalogue, 'checkout', 'production').gates).toEqual({
      window: { days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '09:00', to: '17:00', zone: 'Europe/Berlin' },
    });
    expect(targetOf(catalogue, 'checkout', 'staging')).not.toHaveProperty('gates');
  });

  it('are replaced or turned off by a lower level, gate by gate', () => {
    const lower = (gate: string) =>
      targetOf(
        read([`defaults: { gates: ${inOffice} }`, more(`    gates: { window: ${gate} }`)].join('\n')),
        'checkout',
        'staging',
      ).gates;
    expect(lower('{ days: [Sun] }')).toEqual({ window: { days: ['Sun'], from: '00:00', to: '24:00', zone: 'UTC' } });
    expect(lower('none')).toBeUndefined();
  });

  it.each([
    [
      'an unknown gate',
      '{ windw: {} }',
      /:9 services.checkout.gates.windw: unknown key 'windw', did you mean 'window'/,
    ],
    ['an unknown day', '{ window: { days: [Monday] } }', /window.days\[0\]: unknown 'Monday'; known: Fri, Mon/],
    ['no time', '{ window: { from: 9am } }', /window.from: expected a time of day such as 09:00, not '9am'$/],
    ['no zone', '{ window: { zone: Berlin } }', /window.zone: is no time zone; .*Europe\/Berlin or UTC/],
    ['no hours', '{ window: { from: "09:00", to: "09:00" } }', /window: from and to are the same/],
    ['an unknown setting', '{ window: { untl: "09:00" } }', /window.untl: unknown key 'untl'/],
  ])('one line for %s', (_, written, expected) => expectOneProblem(more(`    gates: ${written}`), expected));
});
