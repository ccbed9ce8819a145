import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clip, clipMrkdwn, escapeMrkdwn, quote, tidy } from '../../../src/words/escape.ts';
import { bold, safeUrl, say } from '../../../src/words/words.ts';

describe('text from people and systems', () => {
  it('cannot call the channel, mention people or make links', () => {
    const shown = escapeMrkdwn('<!channel> <@U0AOI> <https://evil.example|click> a & b');
    expect(shown).toBe('&lt;!channel&gt; &lt;@U0AOI&gt; &lt;https://evil.example|click&gt; a &amp; b');
  });

  it('cannot format, but keeps underscores inside names', () => {
    expect(escapeMrkdwn('*bold* ~gone~ `code` _it_ new_tax_rules')).not.toMatch(/[*~`]|(^|\s)_|_(\s|$)/);
    expect(escapeMrkdwn('new_tax_rules')).toBe('new_tax_rules');
  });

  it('cannot break the line, turn the direction of reading or show an emoji', () => {
    expect(tidy('a\n\tb\u202Ec\u0000d')).toBe('a bc d');
    expect(tidy(':tada:')).not.toContain(':tada:');
    expect(tidy('at 14:05:09')).toContain('14');
  });

  it('is escaped wherever it is put into a sentence, and only once', () => {
    const words = say`hello ${'<b>'} and ${bold('a&b')}`;
    expect(words.mrkdwn).toBe('hello &lt;b&gt; and *a&amp;b*');
    expect(words.plain).toBe('hello <b> and a&b');
    expect(say`${words}!`.mrkdwn).toBe('hello &lt;b&gt; and *a&amp;b*!');
  });

  it('makes no link of an address that is not plain http', () => {
    expect(safeUrl('javascript:alert(1)')).toBeNull();
    expect(safeUrl('https://a.example/?q=1&r=2')).toBe('https://a.example/?q=1&r=2');
    expect(safeUrl('https://a.example/>|<!channel>')).toBeNull();
  });

  it('never leaves a control character, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        expect(escapeMrkdwn(text).replace(/&(amp|lt|gt);/g, '')).not.toMatch(/[<>&*~`\n\r]/);
      }),
    );
  });
});

describe('shortening', () => {
  it('keeps to the limit and halves neither characters nor entities nor mentions', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 2, max: 40 }), (text, max) => {
        expect(clip(text, max).length).toBeLessThanOrEqual(max);
        expect(clip(text, max).isWellFormed()).toBe(true);
        const cut = clipMrkdwn(`${escapeMrkdwn(text)}<@U0AOI>`, max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut.replace(/&(amp|lt|gt);/g, '').replace(/<@U0AOI>$/, '')).not.toMatch(/[<>&]/);
      }),
    );
  });

  it('leaves what fits as it is', () => {
    expect(clip('checkout', 8)).toBe('checkout');
    expect(clip('checkouts', 8)).toBe('checkou…');
  });
});

describe('a word of a command', () => {
  it('is one word to a shell, and just that, whatever is in it', () => {
    const words = fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(words, (given) => {
        const said = execFileSync('sh', ['-c', `printf '%s\\n%s' ${given.map((word) => quote(word)).join(' ')}`]);
        expect(said.toString()).toBe(execFileSync('printf', ['%s\\n%s', ...given]).toString());
      }),
      { numRuns: 20, examples: [[["a'b", '$(id)', '`id`', 'a b', '', '*', '~', '{a,b}', '!!', '\\', '-n']]] },
    );
  });

  it('is not quoted where a reader would only stumble over it', () => {
    expect(['deployment/web', 'app=registry.example/web:1@sha256:a', 'a=b,c'].map(quote)).toEqual([
      'deployment/web',
      'app=registry.example/web:1@sha256:a',
      'a=b,c',
    ]);
  });
});
