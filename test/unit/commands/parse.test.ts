import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDeploy } from '../../../commands/deploy/parse.ts';
import { type DeployWord, deployWords } from '../../../src/domain/deploy-words.ts';

const services = new Set(['checkout', 'search', 'web']);
/** As data: what was understood, but not what does it. */
function parse(text: string) {
  const parsed = parseDeploy(text, services);
  if (parsed.kind !== 'subcommand') return parsed;
  const { run: _, ...understood } = parsed;
  return understood;
}
const subcommand = (word: DeployWord, asked: object) => ({ kind: 'subcommand', word, asked });
const blank = { environment: null, strategy: null, reason: null };
const wanted = { service: 'checkout', version: '2.4.1', ...blank };
const shop = (change: object = {}) => ({
  ...{ service: 'shop-2024-11', version: 'set', ...blank, train: { kind: 'set' } },
  ...change,
});
const checkout = (change: object = {}) => ({ kind: 'request', asked: { ...wanted, ...change } });

const back = (change: object) => ({
  word: 'checkout',
  environment: null,
  named: [],
  pace: null,
  reason: null,
  ...change,
});

describe('what is typed after /deploy', () => {
  it.each([
    ['', { kind: 'form', service: null, reason: null }],
    ['  ', { kind: 'form', service: null, reason: null }],
    ['because it is time', { kind: 'form', service: null, reason: 'it is time' }],
    ['checkout', { kind: 'form', service: 'checkout', reason: null }],
    ['checkout because it is time', { kind: 'form', service: 'checkout', reason: 'it is time' }],
    ['checkout 2.4.1', checkout()],
    ['  checkout\t2.4.1 ', checkout()],
    ['checkout 2.4.1 to production', checkout({ environment: 'production' })],
    ['checkout 2.4.1 to production/eu', checkout({ environment: 'production/eu' })],
    ['checkout 2.4.1 Through production', checkout({ environment: 'production', train: { kind: 'environments' } })],
    ['checkout 2.4.1 TO production', checkout({ environment: 'production' })],
    ['checkout 2.4.1 with canary in staging', checkout({ environment: 'staging', strategy: 'canary' })],
    [
      'checkout 2.4.1 to production because new tax rules, to be in time',
      checkout({ environment: 'production', reason: 'new tax rules, to be in time' }),
    ],
    ['checkout 2.4.1 because “it is time”', checkout({ reason: 'it is time' })],
    ['checkout 2.4.1 with flag new-pricing', checkout({ flags: ['new-pricing'] })],
    [
      'checkout 2.4.1 using FLAG a to staging with canary with flag b',
      checkout({ environment: 'staging', strategy: 'canary', flags: ['a', 'b'] }),
    ],
    ['checkout sha256:4be19f', checkout({ version: 'sha256:4be19f' })],
    ['plan checkout 2.4.1', subcommand('plan', wanted)],
    ['set shop-2024-11', subcommand('set', { asked: shop() })],
    [
      'SET shop-2024-11 In production because the sale begins',
      subcommand('set', { asked: shop({ environment: 'production', reason: 'the sale begins' }) }),
    ],
    ['set', subcommand('set', { asked: null })],
    ['plan set shop-2024-11 to staging', subcommand('plan', shop({ environment: 'staging' }))],
    [
      'rollback set shop-2024-11 in production',
      subcommand('rollback', back({ word: 'shop-2024-11', environment: 'production' })),
    ],
    ['help', subcommand('help', {})],
    ['HELP', subcommand('help', {})],
    ['status', subcommand('status', { word: null, environment: null })],
    ['status checkout in staging', subcommand('status', { word: 'checkout', environment: 'staging' })],
    ['status page 2', subcommand('status', { word: null, environment: null, page: 2 })],
    ['history checkout', subcommand('history', { word: 'checkout', environment: null })],
    ['report #142', subcommand('report', { word: '#142', environment: null })],
    ['pause 142', subcommand('pause', { word: '142', environment: null, reason: null })],
    [
      'abort checkout production because it smells',
      subcommand('abort', { word: 'checkout', environment: 'production', reason: 'it smells' }),
    ],
    ['rollback checkout in production', subcommand('rollback', back({ environment: 'production' }))],
    ['rollback checkout to 2.3.0', subcommand('rollback', back({ named: ['2.3.0'] }))],
    ['rollback checkout production', subcommand('rollback', back({ named: ['production'] }))],
    [
      'rollback checkout to 2.3.0 in production At Once because orders drop',
      subcommand(
        'rollback',
        back({ named: ['2.3.0'], environment: 'production', pace: 'at-once', reason: 'orders drop' }),
      ),
    ],
    ['rollback #142 carefully', subcommand('rollback', back({ word: '#142', pace: 'careful' }))],
    ['rollback checkout careful', subcommand('rollback', back({ pace: 'careful' }))],
  ])('%j', (text, parsed) => {
    expect(parse(text)).toEqual(parsed);
  });

  it.each([
    ['staus', 'status'],
    ['hlep', 'help'],
    ['pasue checkout', 'pause checkout'],
    ['abotr 142', 'abort 142'],
    ['plna checkout 2.4.1 because x', 'plan checkout 2.4.1 because x'],
    ['checkout 2.4.1 production', 'checkout 2.4.1 to production'],
    ['checkout 2.4.1 trough production', 'checkout 2.4.1 through production'],
    ['checkout 2.4.1 production with canary', 'checkout 2.4.1 to production with canary'],
    ['checkout 2.4.1 wiht canary', 'checkout 2.4.1 with canary'],
    ['plan checkout 2.4.1 too production', 'plan checkout 2.4.1 to production'],
  ])('%j is taken for a typo of %j', (text, suggestion) => {
    expect(parse(text)).toMatchObject({ kind: 'syntax', suggestion });
  });

  it.each([
    ['checkout 2.4.1 to', /“to” needs an? environment/],
    ['checkout 2.4.1 to staging to production', /given twice/],
    ['checkout 2.4.1 to staging through production', /given twice/],
    ['checkout 2.4.1 because', /“because” needs a reason/],
    ['checkout because', /“because” needs a reason/],
    ['plan', /what to plan/],
    ['plan checkout', /version/],
    ['pause', /Which release/],
    ['pause checkout production now', /“now”/],
    ['checkout 2.4.1 constructor production', /“constructor”/],
    ['checkout 2.4.1 __proto__ production', /“__proto__”/],
  ])('%j is told what is missing', (text, problem) => {
    expect(parse(text)).toMatchObject({ kind: 'syntax', problem: expect.stringMatching(problem) });
  });

  it.each([
    ['status because x', 'status'],
    ['history checkout because x', 'history checkout'],
    ['report 142 because x', 'report 142'],
    ['help because x', 'help'],
  ])('%j is told that a reason would be lost there', (text, suggestion) => {
    expect(parse(text)).toMatchObject({ problem: expect.stringContaining('takes no reason'), suggestion });
  });

  const commands = `Commands: ${deployWords.join(', ')}.`;
  const known = `${commands} Services: checkout, search, web.`;

  it.each([
    ['frobnicate', null, known],
    ['frobnicate production', null, known],
    ['frobnicate because x', null, known],
    ['chekout', 'checkout', known],
    ['chekout because x', 'checkout because x', known],
    ['serch latest', 'search latest', known],
    ['serch latest to staging', 'search latest to staging', known],
    ['staus', 'status', commands],
    ['__proto__', null, known],
  ])('%j gets the known words, and the nearest one: %j', (text, suggestion, words) => {
    expect(parse(text)).toEqual({
      kind: 'syntax',
      problem: expect.stringContaining(`“${text.split(' ')[0]}”`),
      suggestion,
      known: words,
    });
  });

  it('names no more services than people read', () => {
    const many = new Set(Array.from({ length: 500 }, (_, at) => `service-with-a-long-name-${at}`));
    const parsed = parseDeploy('frobnicate', many);
    expect(parsed).toMatchObject({ known: expect.stringMatching(/service-with-a-long-name-0, .* and 49\d more\.$/) });
    expect(parsed.kind === 'syntax' && parsed.known?.length).toBeLessThan(300);
  });

  it('names the words that may follow a version', () => {
    expect(parse('checkout 2.4.1 frobnicate production')).toMatchObject({
      known: 'After the version: to or through <environment>, with <strategy>, with flag <flag>, because <reason>.',
    });
  });

  it('a mistyped service before a version is no mistyped subcommand', () => {
    expect(parse('serch 2.4.1')).toMatchObject({ kind: 'request', asked: { service: 'serch', version: '2.4.1' } });
    expect(parse('weeb 3')).toMatchObject({ kind: 'request', asked: { service: 'weeb', version: '3' } });
  });
});

describe('any text after /deploy', () => {
  const word = fc.constantFrom(
    ...[...deployWords, ...services, '2.4.1', '142', '#7', 'to', 'in', 'with', 'because', 'production', 'canary'],
    ...['prodction', 'TO', '“x”', 'toString', 'statsu', 'v3'],
  );
  const typed = fc.oneof(
    fc.string(),
    fc.array(fc.oneof(word, fc.string())).map((words) => words.join(' ')),
  );

  it('is understood or explained, and a proposal is always one that would be understood', () => {
    fc.assert(
      fc.property(typed, (text) => {
        const parsed = parse(text);
        if (parsed.kind !== 'syntax') return;
        expect(parsed.problem).not.toBe('');
        if (parsed.suggestion === null) return;
        expect(parse(parsed.suggestion).kind).not.toBe('syntax');
        expect(parsed.suggestion.length).toBeLessThanOrEqual(2000);
      }),
      { numRuns: 2000 },
    );
  });

  it('says the same with more spaces around', () => {
    const words = fc.array(word, { maxLength: 6 });
    fc.assert(
      fc.property(words, (each) => {
        const before = each.slice(0, each.indexOf('because') + 1 || undefined);
        expect(parse(`  ${before.join(' \t ')}  `)).toEqual(parse(before.join(' ')));
      }),
    );
  });

  it('keeps the reason word for word, whatever is in it', () => {
    const reason = fc.string({ minLength: 1 }).filter((text) => /^[^\s"“”].*[^\s"“”]$/s.test(text));
    fc.assert(
      fc.property(reason, (text) => {
        expect(parse(`checkout 2.4.1 because ${text}`)).toEqual(checkout({ reason: text }));
      }),
    );
  });

  it('with a release and a control is that control, however it is written', () => {
    const place = fc.constantFrom('', ' production', ' in production', ' ON production', ' to production');
    fc.assert(
      fc.property(
        fc.constantFrom('pause' as const, 'resume', 'promote', 'abort'),
        fc.constantFrom('checkout', '142', '#142'),
        place,
        (what, release, where) => {
          expect(parse(`${what.toUpperCase()} ${release}${where}`)).toEqual(
            subcommand(what, { word: release, environment: where ? 'production' : null, reason: null }),
          );
        },
      ),
    );
  });
});
