import { describe, expect, it } from 'vitest';
import { recorded } from '../../../src/domain/gate.ts';
import { different } from '../../../src/gates/different.ts';
import { forward } from '../../../src/gates/forward.ts';
import { asked, asking, type Change, pass, seen } from './asking.ts';

describe('different', () => {
  it('passes where another version runs', () => {
    expect(different.answer(seen(null), asking())).toEqual(pass('different', '2.4.0 is running'));
  });

  it('blocks what runs already', () => {
    expect(different.answer(seen(null), asking({ from: '2.4.1' }))).toEqual({
      gate: 'different',
      answer: 'block',
      label: 'already running',
      detail: 'production already runs 2.4.1',
      refusal: { code: 'already-running', ...asked },
      remedy: 'ask for another version',
    });
  });
});

describe('forward', () => {
  it.each<[string, Change, string]>([
    ['a newer version', {}, 'newer than 2.4.0'],
    ['a release after its candidate', { from: '2.4.1-rc.1' }, 'newer than 2.4.1-rc.1'],
    ['a later day', { from: '2024.11.3', to: '20241110' }, 'newer than 2024.11.3'],
    ['a later build', { from: 'build-97', to: 'build-123' }, 'newer than build-97'],
    ['the same place in the order', { from: '2.4.1+a', to: '2.4.1+b' }, 'no older than 2.4.1+a'],
    ['the same name', { from: 'main', to: 'main' }, 'no older than main'],
    ['what has no order', { from: 'main-7f3c', to: '2.4.1' }, "can't be compared with main-7f3c"],
  ])('passes %s', (_what, change, label) => {
    expect(forward.answer(seen(null), asking(change))).toEqual(pass('forward', label));
  });

  it.each([
    ['build-123', 'build-97'],
    ['2024.11.10', '2024-11-03'],
    ['1.0.0-rc10', '1.0.0-rc9'],
    ['1.2.3.4', '1.2.3.3'],
  ])('blocks, where %s runs, %s', (from, to) => {
    const answer = forward.answer(seen(null), asking({ from, to }));
    expect(answer).toMatchObject({ answer: 'block', label: `older than ${from}` });
  });

  it.each(['2.4.2', '2.10.0', '3.0.0-rc.1'])('blocks what is older than %s, by number and not by letter', (from) => {
    expect(forward.answer(seen(null), asking({ from }))).toEqual({
      gate: 'forward',
      answer: 'block',
      label: `older than ${from}`,
      detail: `2.4.1 is older than ${from}`,
      refusal: { code: 'would-go-back', ...asked, from },
      remedy: 'ask for a rollback',
    });
  });
});

describe('in a log', () => {
  it('an answer has its code and its words, and a block what would change it', () => {
    expect(recorded(different.answer(seen(null), asking()))).toEqual({
      gate: 'different',
      answer: 'pass',
      code: 'ok',
      label: '2.4.0 is running',
      detail: '',
    });
    expect(recorded(different.answer(seen(null), asking({ from: '2.4.1' })))).toEqual({
      gate: 'different',
      answer: 'block',
      code: 'already-running',
      label: 'already running',
      detail: 'production already runs 2.4.1',
      remedy: 'ask for another version',
    });
  });
});
