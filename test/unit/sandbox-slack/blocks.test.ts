import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkAttachments, checkMessageBlocks, checkView, type JsonObject } from '../../../sandbox/slack/index.ts';

const files = { hasFile: (id: string) => id === 'F1' };
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const long = (length: number) => 'x'.repeat(length);
const option = (value: string, text = value) => ({ text: plain(text), value });
const button = (extra: object = {}) => ({ type: 'button', action_id: 'a', text: plain('Go'), ...extra });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const section = (extra: object) => ({ type: 'section', ...extra });
const input = (element: object, extra: object = {}) => ({ type: 'input', label: plain('Label'), element, ...extra });
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

function faults(...blocks: object[]): string[] {
  const checked = checkMessageBlocks(blocks, files);
  return checked.ok ? [] : checked.errors;
}

function viewFaults(extra: object): string[] {
  const checked = checkView({ type: 'modal', title: plain('Title'), blocks: [], ...extra }, 'modal', files);
  return checked.ok ? [] : checked.errors;
}

describe('blocks that Slack takes', () => {
  const good: [string, object][] = [
    ['header at its limit', { type: 'header', text: plain(long(150)) }],
    ['section at its limit', section({ text: mrkdwn(long(3000)) })],
    ['section with ten fields', section({ fields: times(10, () => mrkdwn(long(2000))) })],
    [
      'section with a button',
      section({ text: mrkdwn('x'), accessory: button({ value: long(2000), style: 'danger' }) }),
    ],
    ['divider', { type: 'divider', block_id: 'd' }],
    [
      'context',
      {
        type: 'context',
        elements: [mrkdwn('x'), { type: 'image', alt_text: 'a', image_url: 'https://a.example/b.png' }],
      },
    ],
    ['uploaded image', { type: 'image', alt_text: 'chart', title: plain('Chart'), slack_file: { id: 'F1' } }],
    ['25 buttons', actions(...times(25, (index) => button({ action_id: `a${index}` })))],
    [
      'a button that asks',
      actions(
        button({ confirm: { title: plain('Sure?'), text: mrkdwn('x'), confirm: plain('Yes'), deny: plain('No') } }),
      ),
    ],
    [
      '100 options',
      actions({ type: 'static_select', action_id: 's', options: times(100, (index) => option(`v${index}`)) }),
    ],
    [
      'overflow',
      section({ text: mrkdwn('x'), accessory: { type: 'overflow', action_id: 'o', options: [option('a')] } }),
    ],
    [
      'checkboxes with mrkdwn',
      actions({ type: 'checkboxes', action_id: 'c', options: [{ text: mrkdwn('*a*'), value: 'a' }] }),
    ],
    ['input', input({ type: 'plain_text_input', action_id: 'i', multiline: true, max_length: 3000 })],
    [
      'number input',
      input({ type: 'number_input', action_id: 'i', is_decimal_allowed: false, min_value: '1', max_value: '50' }),
    ],
    ['date', input({ type: 'datepicker', action_id: 'i', initial_date: '2026-11-21' })],
    ['people', input({ type: 'multi_users_select', action_id: 'i', max_selected_items: 2 })],
    [
      'rich text',
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'x', style: { bold: true } }] }],
      },
    ],
    [
      'table',
      {
        type: 'table',
        rows: times(100, () => times(20, () => ({ type: 'raw_text', text: 'x' }))),
        column_settings: [{ align: 'right' }],
      },
    ],
    ['markdown', { type: 'markdown', text: '# x' }],
  ];
  it.each(good)('%s', (_, block) => expect(faults(block)).toEqual([]));

  it('50 in a message and 100 in a view', () => {
    const blocks = (count: number) => times(count, () => ({ type: 'divider' }));
    expect(faults(...blocks(50))).toEqual([]);
    expect(faults(...blocks(51))).toEqual(['no more than 50 items allowed [json-pointer:/blocks]']);
    expect(viewFaults({ blocks: blocks(100) })).toEqual([]);
    expect(viewFaults({ blocks: blocks(101) })).toEqual(['no more than 100 items allowed [json-pointer:/view/blocks]']);
  });
});

describe('blocks that Slack refuses', () => {
  const bad: [string, object, string][] = [
    ['unknown block', { type: 'banner' }, 'unsupported type: banner [json-pointer:/blocks/0/type]'],
    ['no type', { text: 'x' }, 'missing required field: type [json-pointer:/blocks/0]'],
    [
      'unknown field',
      { type: 'divider', colour: 'red' },
      'invalid additional property: colour [json-pointer:/blocks/0]',
    ],
    [
      'long header',
      { type: 'header', text: plain(long(151)) },
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'mrkdwn header',
      { type: 'header', text: mrkdwn('x') },
      'must be one of: plain_text [json-pointer:/blocks/0/text/type]',
    ],
    ['empty text', section({ text: mrkdwn('') }), 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    [
      'long section',
      section({ text: mrkdwn(long(3001)) }),
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['empty section', section({}), 'missing required field: text [json-pointer:/blocks/0]'],
    [
      '11 fields',
      section({ fields: times(11, () => mrkdwn('x')) }),
      'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
    ],
    [
      'long field',
      section({ fields: [mrkdwn(long(2001))] }),
      'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
    ],
    [
      'long button',
      actions(button({ text: plain(long(76)) })),
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    [
      'long value',
      actions(button({ value: long(2001) })),
      'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
    ],
    [
      'long action_id',
      actions(button({ action_id: long(256) })),
      'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
    ],
    [
      'unknown style',
      actions(button({ style: 'warning' })),
      'must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]',
    ],
    [
      'long question',
      actions(button({ confirm: { text: mrkdwn(long(301)) } })),
      'must be less than 301 characters [json-pointer:/blocks/0/elements/0/confirm/text/text]',
    ],
    [
      'long deny',
      actions(button({ confirm: { text: mrkdwn('x'), deny: plain(long(31)) } })),
      'must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/deny/text]',
    ],
    [
      '26 buttons',
      actions(...times(26, (index) => button({ action_id: `a${index}` }))),
      'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
    ],
    ['same action_id', actions(button(), button()), '`action_id` `a` already exists [json-pointer:/blocks/0]'],
    [
      '11 in a context',
      { type: 'context', elements: times(11, () => mrkdwn('x')) },
      'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
    ],
    [
      'button in a context',
      { type: 'context', elements: [button()] },
      'unsupported type: button [json-pointer:/blocks/0/elements/0/type]',
    ],
    [
      '101 options',
      actions({ type: 'static_select', action_id: 's', options: times(101, (index) => option(`${index}`)) }),
      'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    [
      'long option',
      actions({ type: 'static_select', action_id: 's', options: [option('a', long(76))] }),
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
    ],
    [
      'no options',
      actions({ type: 'static_select', action_id: 's' }),
      'must have exactly one of: options, option_groups [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'foreign initial option',
      actions({ type: 'static_select', action_id: 's', options: [option('a')], initial_option: option('b') }),
      'initial_option must be one of the options [json-pointer:/blocks/0/elements/0]',
    ],
    [
      'six in an overflow',
      actions({ type: 'overflow', action_id: 'o', options: times(6, (index) => option(`${index}`)) }),
      'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
    ],
    ['button as input', input(button()), 'unsupported type: button [json-pointer:/blocks/0/element/type]'],
    [
      'bad date',
      input({ type: 'datepicker', initial_date: 'today' }),
      'must be a valid date in the form YYYY-MM-DD [json-pointer:/blocks/0/element/initial_date]',
    ],
    [
      'number without its rule',
      input({ type: 'number_input' }),
      'missing required field: is_decimal_allowed [json-pointer:/blocks/0/element]',
    ],
    [
      'image from nowhere',
      { type: 'image', alt_text: 'x' },
      'must have exactly one of: image_url, slack_file [json-pointer:/blocks/0]',
    ],
    [
      'file that is not there',
      { type: 'image', alt_text: 'x', slack_file: { id: 'F9' } },
      'invalid slack file [json-pointer:/blocks/0/slack_file]',
    ],
    [
      '101 rows',
      { type: 'table', rows: times(101, () => [{ type: 'raw_text', text: 'x' }]) },
      'no more than 100 items allowed [json-pointer:/blocks/0/rows]',
    ],
    [
      '21 cells',
      { type: 'table', rows: [times(21, () => ({ type: 'raw_text', text: 'x' }))] },
      'no more than 20 items allowed [json-pointer:/blocks/0/rows/0]',
    ],
    [
      'empty rich text piece',
      { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: '' }] }] },
      'must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]',
    ],
  ];
  it.each(bad)('%s', (_, block, words) => expect(faults(block)).toContain(words));

  it('the same block_id twice, and two tables', () => {
    const divider = { type: 'divider', block_id: 'd' };
    expect(faults(divider, divider)).toEqual(['`block_id` `d` already exists [json-pointer:/blocks/1/block_id]']);
    const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] };
    expect(faults(table, table)).toEqual(['only_one_table_allowed [json-pointer:/blocks]']);
  });

  it('in attachments too, with the place of the fault', () => {
    const checked = checkAttachments([{ color: '#e01e5a', blocks: [{ type: 'banner' }] }], files);
    expect(checked).toEqual({
      ok: false,
      errors: ['unsupported type: banner [json-pointer:/attachments/0/blocks/0/type]'],
    });
  });
});

describe('views', () => {
  it.each([
    [{ title: plain(long(25)) }, 'must be less than 25 characters [json-pointer:/view/title/text]'],
    [{ submit: plain(long(25)) }, 'must be less than 25 characters [json-pointer:/view/submit/text]'],
    [{ close: plain(long(25)) }, 'must be less than 25 characters [json-pointer:/view/close/text]'],
    [{ private_metadata: long(3001) }, 'must be less than 3001 characters [json-pointer:/view/private_metadata]'],
    [{ blocks: [{ type: 'table', rows: [] }] }, 'unsupported type: table [json-pointer:/view/blocks/0/type]'],
    [
      { blocks: [input({ type: 'plain_text_input' })] },
      '`submit` is required when an `input` block is within the `blocks` array [json-pointer:/view/submit]',
    ],
  ])('refuse %j', (extra, words) => expect(viewFaults(extra)).toContain(words));

  it('of the home tab have no title', () => {
    const home = (extra: object) => checkView({ type: 'home', blocks: [], ...extra } as JsonObject, 'home', files);
    expect(home({}).ok).toBe(true);
    expect(home({ title: plain('x') })).toMatchObject({ ok: false });
  });
});

describe('whatever is sent', () => {
  it('the check answers and never throws', () => {
    const wild = fc.array(
      fc.oneof(
        fc.jsonValue(),
        fc.record({
          type: fc.constantFrom('section', 'actions', 'table', 'input'),
          elements: fc.jsonValue(),
          text: fc.jsonValue(),
        }),
      ),
    );
    fc.assert(
      fc.property(wild, (value) => {
        const checked = checkMessageBlocks(value, files);
        expect(checked.ok || checked.errors.length > 0).toBe(true);
      }),
    );
  });
});
