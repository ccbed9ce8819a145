import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMessageBlocks, checkView, type JsonObject } from '../../../sandbox/slack/index.ts';
import {
  actions,
  button,
  faults,
  files,
  input,
  long,
  mrkdwn,
  option,
  plain,
  section,
  times,
  viewFaults,
} from './make.ts';

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
        if (!checked.ok) expect(checked.errors).not.toEqual([]);
      }),
    );
  });
});
