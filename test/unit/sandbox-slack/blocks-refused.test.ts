import { describe, expect, it } from 'vitest';
import { checkAttachments } from '../../../sandbox/slack/index.ts';
import { actions, button, faults, files, input, long, mrkdwn, option, plain, section, times } from './make.ts';

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
