import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitEmoji } from '../../../sandbox/slack/page/lib/emoji.ts';
import { parseInline } from '../../../sandbox/slack/page/lib/inline.ts';
import { parseMrkdwn } from '../../../sandbox/slack/page/lib/mrkdwn.ts';

const text = (words: string) => ({ type: 'text', text: words });

describe('mrkdwn in a line', () => {
  it('reads bold, italic, strike and code', () => {
    expect(parseInline('*a* _b_ ~c~ `d`')).toEqual([
      { type: 'bold', children: [text('a')] },
      text(' '),
      { type: 'italic', children: [text('b')] },
      text(' '),
      { type: 'strike', children: [text('c')] },
      text(' '),
      { type: 'code', children: [text('d')] },
    ]);
  });

  it('nests marks', () => {
    expect(parseInline('*_both_*')).toEqual([
      { type: 'bold', children: [{ type: 'italic', children: [text('both')] }] },
    ]);
  });

  it.each(['snake_case_name', '2*3*4', '* not bold *', 'a ~ b ~ c', '**', '``', '_ _', 'x:not an emoji:y'])(
    'leaves %j as it was typed',
    (typed) => {
      expect(parseInline(typed)).toEqual([text(typed)]);
    },
  );

  it('does not let a mark inside of code or a link close a span', () => {
    expect(parseInline('*a `x*` b*')).toEqual([
      { type: 'bold', children: [text('a '), { type: 'code', children: [text('x*')] }, text(' b')] },
    ]);
    expect(parseInline('_<https://a.example/b_c|b_c> d_')).toEqual([
      { type: 'italic', children: [{ type: 'link', url: 'https://a.example/b_c', text: 'b_c' }, text(' d')] },
    ]);
  });

  it('shows escaped signs as they were meant, and never reads them as markup', () => {
    expect(parseInline('&lt;@U1&gt; &amp;amp;')).toEqual([text('<@U1> &amp;')]);
  });

  it('reads mentions, groups, channels and links', () => {
    expect(
      parseInline('<@U1> <!subteam^S1|@leads> <#C1|payments> <!here>').filter((node) => node.type !== 'text'),
    ).toEqual([
      { type: 'user', id: 'U1' },
      { type: 'group', id: 'S1', text: '@leads' },
      { type: 'channel', id: 'C1', text: 'payments' },
      { type: 'broadcast', name: 'here' },
    ]);
    expect(parseInline('<https://a.example/?x=1&amp;y=2|A &amp; B>')).toEqual([
      { type: 'link', url: 'https://a.example/?x=1&y=2', text: 'A & B' },
    ]);
  });

  it('reads dates with and without a link', () => {
    expect(parseInline('<!date^1795226400^{time}|14:00>')).toEqual([
      { type: 'date', seconds: 1795226400, format: '{time}', url: '', fallback: '14:00' },
    ]);
    expect(parseInline('<!date^1^{date}^https://a.example|then>')).toEqual([
      { type: 'date', seconds: 1, format: '{date}', url: 'https://a.example', fallback: 'then' },
    ]);
  });

  it.each(['<javascript:alert(1)|click>', '<data:text/html,x>', '<b>', '<@not an id>', '<>', '< a>'])(
    'shows %j as text: it is no token',
    (typed) => {
      expect(parseInline(typed)).toEqual([text(typed)]);
    },
  );

  it('links bare addresses without the full stop behind them, unless told to be verbatim', () => {
    expect(parseInline('see https://a.example/x.')).toEqual([
      text('see '),
      { type: 'link', url: 'https://a.example/x', text: 'https://a.example/x' },
      text('.'),
    ]);
    expect(parseInline('https://a.example', { verbatim: true })).toEqual([text('https://a.example')]);
  });

  it('knows common emoji and leaves times alone', () => {
    expect(parseInline(':rocket: 14:05:02')).toEqual([{ type: 'emoji', name: 'rocket' }, text(' 14:05:02')]);
  });
});

describe('mrkdwn in blocks', () => {
  it('separates text, quotes, lists and code', () => {
    const blocks = parseMrkdwn('*Plan*\n1. start\n• then\n\n> said\n> twice\n```a *b*\n c```\nend');
    expect(blocks.map((block) => block.type)).toEqual(['lines', 'item', 'item', 'quote', 'pre', 'lines']);
    expect(blocks[1]).toEqual({ type: 'item', marker: '1.', depth: 0, content: [text('start')] });
    expect(blocks[4]).toEqual({ type: 'pre', content: [text('a *b*\n c')] });
  });

  it('keeps lines of a paragraph together', () => {
    expect(parseMrkdwn('a\nb\n\nc')).toEqual([
      { type: 'lines', lines: [[text('a')], [text('b')]] },
      { type: 'lines', lines: [[text('c')]] },
    ]);
  });

  it('reads an escaped > at the start of a line as a quote', () => {
    expect(parseMrkdwn('&gt; quoted')).toEqual([{ type: 'quote', lines: [[text('quoted')]] }]);
  });
});

describe('for any text', () => {
  it('parses without throwing, in bounded nesting', () => {
    const signs = fc.string({
      unit: fc.constantFrom('*', '_', '~', '`', '<', '>', '|', '!', '@', ':', ' ', '\n', 'a', '&'),
    });
    fc.assert(
      fc.property(fc.oneof(fc.string(), signs), (typed) => {
        expect(Array.isArray(parseMrkdwn(typed))).toBe(true);
      }),
    );
  });

  it('loses nothing of a line without markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.', ',', '(', ')', '1') }), (typed) => {
        expect(parseInline(typed)).toEqual(typed === '' ? [] : [text(typed)]);
      }),
    );
  });

  it('splits emoji so that the parts give the text back', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('✅', '⏳', '🔴', '▶️', 'x', ' ', '✓', '🏳️‍🌈')), (parts) => {
        const typed = parts.join('');
        expect(
          splitEmoji(typed)
            .map((part) => ('emoji' in part ? part.char : part.text))
            .join(''),
        ).toBe(typed);
      }),
    );
  });
});
