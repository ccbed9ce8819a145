import { describe, expect, it } from 'vitest';
import { type PromotedFacts, promoted } from '../../../src/gates/promoted.ts';
import { asked, asking, type Change, pass, seen } from './asking.ts';

describe('promoted', () => {
  const never: PromotedFacts = { running: { kind: 'nothing' }, past: 'none' };
  const next: PromotedFacts['running'] = { kind: 'same' };

  it.each<[string, PromotedFacts, Change, string]>([
    ['where no environment comes first', never, { requires: null }, 'no earlier environment required'],
    ['what runs there now', { ...never, running: next }, {}, 'runs in staging'],
    ['what was released there once', { ...never, past: 'succeeded' }, {}, 'was released to staging'],
    [
      'under way, what nobody has taken back, whatever runs there by now',
      never,
      { underWay: true },
      'not rolled back in staging',
    ],
    [
      'under way, what was released there once',
      { ...never, past: 'succeeded' },
      { underWay: true },
      'was released to staging',
    ],
    [
      'under way, where that environment does not answer',
      { running: { kind: 'unknown', detail: 'timeout after 5 s' }, past: 'none' },
      { underWay: true },
      'not rolled back in staging',
    ],
    ['what runs there again', { running: next, past: 'taken-back' }, {}, 'runs in staging'],
  ])('passes %s', (_what, facts, change, label) => {
    expect(promoted.answer(seen(facts), asking(change))).toEqual(pass('promoted', label));
  });

  it('blocks what has never run there', () => {
    expect(promoted.answer(seen(never), asking())).toEqual({
      gate: 'promoted',
      answer: 'block',
      label: 'not yet in staging',
      detail: '2.4.1 has not run in staging yet',
      refusal: { code: 'not-promoted', ...asked, requires: 'staging', takenBack: false },
      remedy: 'release it to staging first',
    });
  });

  it('blocks what was taken back there', () => {
    expect(promoted.answer(seen({ ...never, past: 'taken-back' }), asking())).toEqual({
      gate: 'promoted',
      answer: 'block',
      label: 'rolled back in staging',
      detail: '2.4.1 was rolled back in staging',
      refusal: { code: 'not-promoted', ...asked, requires: 'staging', takenBack: true },
      remedy: 'release it to staging first',
    });
  });

  it('holds what was taken back there while it is under way', () => {
    const facts: PromotedFacts = { running: { kind: 'unknown', detail: 'timeout after 5 s' }, past: 'taken-back' };
    expect(promoted.answer(seen(facts), asking({ underWay: true }))).toMatchObject({
      answer: 'block',
      detail: '2.4.1 was rolled back in staging',
      remedy: 'release it to staging again',
    });
  });

  it('cannot tell of an environment that does not answer, and never lets that pass', () => {
    const detail = "can't look at staging: timeout after 5 s";
    const away: PromotedFacts = { running: { kind: 'unknown', detail: 'timeout after 5 s' }, past: 'none' };
    expect(promoted.answer(seen(away), asking())).toEqual({
      gate: 'promoted',
      answer: 'unknown',
      label: "can't look at staging",
      detail,
      refusal: { code: 'gate-unknown', ...asked, detail },
    });
  });
});
