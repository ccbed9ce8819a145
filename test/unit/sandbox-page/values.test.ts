import { describe, expect, it } from 'vitest';
import {
  actionOf,
  dispatchesOn,
  elementState,
  problems,
  reconcile,
  typedBefore,
  withIds,
  withValue,
} from '../../../sandbox/slack/page/lib/values.ts';
import type { JsonObject } from '../../../sandbox/slack/protocol.ts';

const option = (value: string): JsonObject => ({ text: { type: 'plain_text', text: value }, value });
const input = (blockId: string, element: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'input',
  block_id: blockId,
  element: { action_id: 'a', ...element },
  ...more,
});
const service = (...names: string[]) =>
  input('service', { type: 'static_select', options: names.map(option), initial_option: option(names[0] ?? '') });
const reason = input('reason', { type: 'plain_text_input', min_length: 3 }, { optional: true });

describe('the values of a view', () => {
  it('start with what the bot preset, in Slack’s shapes', () => {
    const values = reconcile({}, [
      service('checkout', 'search'),
      reason,
      input('who', { type: 'users_select', initial_user: 'U1' }),
      input('tell', { type: 'checkboxes', options: [option('x')] }),
      {
        type: 'actions',
        block_id: 'acts',
        elements: [
          { type: 'datepicker', action_id: 'day' },
          { type: 'button', action_id: 'b' },
        ],
      },
    ]);
    expect(values).toEqual({
      service: { a: { type: 'static_select', selected_option: option('checkout') } },
      reason: { a: { type: 'plain_text_input', value: null } },
      who: { a: { type: 'users_select', selected_user: 'U1' } },
      tell: { a: { type: 'checkboxes', selected_options: [] } },
      acts: { day: { type: 'datepicker', selected_date: null } },
    });
  });

  it('stay when the view is redrawn with the same ids', () => {
    const before = withValue(reconcile({}, [service('checkout', 'search'), reason]), 'reason', 'a', {
      type: 'plain_text_input',
      value: 'new tax rules',
    });
    const after = reconcile(before, [service('checkout', 'search', 'basket'), reason]);
    expect(after).toEqual(before);
  });

  it('start anew where the kind changed, the choice is gone, or the block has another id', () => {
    const chosen = elementState({ type: 'static_select' }, option('search'));
    const before = withValue(reconcile({}, [service('checkout', 'search')]), 'service', 'a', chosen);
    expect(reconcile(before, [service('checkout')])['service']?.['a']).toEqual({
      type: 'static_select',
      selected_option: option('checkout'),
    });
    expect(reconcile(before, [input('service', { type: 'plain_text_input' })])['service']?.['a']).toEqual({
      type: 'plain_text_input',
      value: null,
    });
    expect(reconcile(before, [reason])).not.toHaveProperty('service');
  });

  it('come back from the server when the page was reloaded', () => {
    const values = { reason: { a: { type: 'plain_text_input', value: 'half a sent' } } };
    expect(typedBefore({ id: 'V1', errors: {}, view: { state: { values } } })).toEqual(values);
    expect(typedBefore({ id: 'V1', errors: {}, view: {} })).toEqual({});
  });

  it('are refused where a required one is missing or too short', () => {
    const blocks = [input('service', { type: 'external_select' }), reason];
    const values = withValue(reconcile({}, blocks), 'reason', 'a', { type: 'plain_text_input', value: 'ab' });
    expect(problems(blocks, values)).toEqual({
      service: 'Please complete this required field.',
      reason: 'Please enter at least 3 characters.',
    });
    expect(problems([reason], reconcile({}, [reason]))).toEqual({});
  });
});

describe('an action', () => {
  it('of a button carries its value, words and style', () => {
    const element = {
      type: 'button',
      action_id: 'approve',
      text: { type: 'plain_text', text: 'Approve' },
      value: '142',
      style: 'primary',
    };
    expect(actionOf('b1', element, {}, 1_795_226_400_123)).toEqual({
      type: 'button',
      action_id: 'approve',
      block_id: 'b1',
      action_ts: '1795226400.123000',
      text: { type: 'plain_text', text: 'Approve' },
      value: '142',
      style: 'primary',
    });
  });

  it('of a menu carries what was chosen', () => {
    const action = actionOf('b1', { type: 'overflow', action_id: 'more' }, { selected_option: option('plan') }, 0);
    expect(action).toMatchObject({ type: 'overflow', selected_option: option('plan') });
  });

  it('of a text field comes on Enter by default, on characters where asked, and never unasked', () => {
    const element = { type: 'plain_text_input' };
    const onCharacter = { ...element, dispatch_action_config: { trigger_actions_on: ['on_character_entered'] } };
    expect(dispatchesOn({ block: {}, element }, 'enter')).toBe(false);
    expect(dispatchesOn({ block: { dispatch_action: true }, element }, 'enter')).toBe(true);
    expect(dispatchesOn({ block: { dispatch_action: true }, element }, 'character')).toBe(false);
    expect(dispatchesOn({ block: { dispatch_action: true }, element: onCharacter }, 'character')).toBe(true);
  });
});

describe('ids that the bot left out', () => {
  it('are made up, the same each time', () => {
    const blocks: JsonObject[] = [
      { type: 'section', accessory: { type: 'button' } },
      { type: 'actions', block_id: 'mine', elements: [{ type: 'button', action_id: 'x' }, { type: 'button' }] },
    ];
    expect(withIds(blocks)).toEqual([
      { type: 'section', block_id: 'b0', accessory: { type: 'button', action_id: 'a0' } },
      {
        type: 'actions',
        block_id: 'mine',
        elements: [
          { type: 'button', action_id: 'x' },
          { type: 'button', action_id: 'a1' },
        ],
      },
    ]);
  });
});
