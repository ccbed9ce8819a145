import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDeploy } from '../../../commands/deploy/parse.ts';

const services = new Set(['checkout', 'web']);
const read = (text: string) => {
  const parsed = parseDeploy(text, services);
  return parsed.kind === 'subcommand' ? { word: parsed.word, ...parsed.asked } : parsed;
};

describe('a flag that is asked for by itself', () => {
  it.each([
    ['flag checkout new-pricing to 25 %', { kind: 'share', percent: 25 }, null],
    ['flag checkout new-pricing to 25%', { kind: 'share', percent: 25 }, null],
    ['flag checkout new-pricing to 25', { kind: 'share', percent: 25 }, null],
    ['flag checkout new-pricing to 0.5 % in staging', { kind: 'share', percent: 0.5 }, 'staging'],
    ['flag checkout new-pricing to 0,5% to staging', { kind: 'share', percent: 0.5 }, 'staging'],
    ['flag checkout new-pricing to on in production', { kind: 'share', percent: 100 }, 'production'],
    ['flag checkout new-pricing TO OFF', { kind: 'share', percent: 0 }, null],
    ['flag checkout new-pricing to -0', { kind: 'share', percent: 0 }, null],
    ['flag checkout new-pricing to variant blue', { kind: 'variant', variant: 'blue', percent: 100 }, null],
    ['flag checkout new-pricing to variant blue 30 % in x', { kind: 'variant', variant: 'blue', percent: 30 }, 'x'],
    ['plan flag checkout new-pricing to 25 %', { kind: 'share', percent: 25 }, null],
  ])('%s', (text, to, environment) => {
    expect(read(text)).toMatchObject({ service: 'checkout', flag: { flag: 'new-pricing', to }, environment });
  });

  it('keeps the reason, and says what it asks for in place of a version', () => {
    const asked = read('flag checkout new-pricing to 25 % because of the sale');
    expect(asked).toMatchObject({ reason: 'of the sale', version: 'new-pricing at 25 %', strategy: null });
    expect(read('flag checkout new-pricing to off')).toMatchObject({ version: 'new-pricing off' });
  });

  it.each([
    ['flag', /Which flag\?/],
    ['flag checkout', /Which flag of checkout\?/],
    ['flag checkout new-pricing', /What shall become of new-pricing\?/],
    ['flag checkout new-pricing to', /needs a percentage, on or off/],
    ['flag checkout new-pricing to 150 %', /150 % is out of range/],
    ['flag checkout new-pricing to -1', /-1 % is out of range/],
    ['flag checkout new-pricing to abc', /“abc” is not a percentage/],
    ['flag checkout new-pricing to 1e3', /“1e3” is not a percentage/],
    ['flag checkout new-pricing to Infinity', /“Infinity” is not a percentage/],
    ['flag checkout new-pricing to variant', /“variant” needs the name/],
    ['flag checkout new-pricing to variant blue 101 %', /101 % is out of range/],
    ['flag checkout new-pricing to 25 % in', /“in” needs an environment/],
    ['flag checkout new-pricing to 25 % staging', /“staging” there/],
    ['flag checkout new-pricing to 25 % in staging now', /“now” there/],
  ])('%s is refused, with what to say', (text, problem) => {
    expect(read(text)).toMatchObject({ kind: 'syntax', problem: expect.stringMatching(problem) });
  });

  it('offers the “to” that was left out', () => {
    const suggestion = 'plan flag checkout new-pricing to 25 % in staging';
    expect(read('plan flag checkout new-pricing 25 % in staging')).toMatchObject({ kind: 'syntax', suggestion });
  });

  it('never throws, and never reads a percentage outside 0 to 100', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const asked = read(`flag checkout new-pricing to ${text.replaceAll(/because/gi, '')}`);
        if (!('flag' in asked)) return;
        const { flag } = asked as { flag: { to: { percent: number } } };
        expect(flag.to.percent).toBeGreaterThanOrEqual(0);
        expect(flag.to.percent).toBeLessThanOrEqual(100);
      }),
    );
  });
});

describe('the flags of a service', () => {
  it.each([
    ['flags checkout', { service: 'checkout', environment: null, page: 1 }],
    ['flags checkout in production', { service: 'checkout', environment: 'production', page: 1 }],
    ['flags checkout production page 3', { service: 'checkout', environment: 'production', page: 3 }],
  ])('%s', (text, asked) => {
    expect(read(text)).toMatchObject({ word: 'flags', ...asked });
  });

  it.each([
    ['flags', /Whose flags\?/],
    ['flags checkout page 0', /“0” is not a page/],
    ['flags checkout in production now', /“now”/],
  ])('%s is refused', (text, problem) => {
    expect(read(text)).toMatchObject({ kind: 'syntax', problem: expect.stringMatching(problem) });
  });
});
