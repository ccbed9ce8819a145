import { describe, expect, it } from 'vitest';
import { missingInputs } from '../../../sandbox/slack/blocks/state.ts';
import { completeState, type JsonObject } from '../../../sandbox/slack/index.ts';
import { chosenState } from '../../../sandbox/slack/people/choices.ts';

const option = { text: { type: 'plain_text', text: 'Canary' }, value: 'canary' };
const select: JsonObject = { type: 'static_select', action_id: 'strategy', options: [option], initial_option: option };
const typed: JsonObject = { type: 'plain_text_input', action_id: 'reason' };
const blocks: JsonObject[] = [
  { type: 'input', block_id: 's', element: select },
  { type: 'input', block_id: 'r', element: typed },
  { type: 'actions', block_id: 'b', elements: [{ type: 'button', action_id: 'go' }] },
];

describe('the state of a form', () => {
  it('is what the bot preset until a person chooses; buttons have none', () => {
    expect(completeState(blocks, {})).toEqual({
      s: { strategy: { type: 'static_select', selected_option: option } },
      r: { reason: { type: 'plain_text_input', value: null } },
    });
  });

  it('is what a person chose, and also that a person emptied a field', () => {
    const given = {
      r: { reason: { type: 'plain_text_input', value: 'JIRA-812' } },
      s: { strategy: { selected_option: null } },
    };
    expect(completeState(blocks, given)).toEqual({
      s: { strategy: { type: 'static_select', selected_option: null } },
      r: { reason: { type: 'plain_text_input', value: 'JIRA-812' } },
    });
  });

  it('forgets fields that are gone', () => {
    expect(completeState([], { r: { reason: { value: 'x' } } })).toEqual({});
  });

  it('lacks what must be filled in', () => {
    expect(missingInputs(blocks, completeState(blocks, {}))).toEqual({ r: 'Please complete this required field.' });
    const optional = blocks.map((block) => ({ ...block, optional: true }));
    expect(missingInputs(optional, completeState(optional, {}))).toEqual({});
  });
});

describe('a choice in a test’s words', () => {
  const found = (element: JsonObject) => ({ blockId: 's', element, block: {} });

  it('becomes the option that the bot offered', () => {
    expect(chosenState(found(select), 'canary')).toEqual({ type: 'static_select', selected_option: option });
    expect(() => chosenState(found(select), 'rolling')).toThrow('strategy has no option "rolling". It has: canary');
  });

  it('may be text, people, or nothing', () => {
    expect(chosenState(found(typed), 'x')).toEqual({ type: 'plain_text_input', value: 'x' });
    const people: JsonObject = { type: 'multi_users_select', action_id: 'p' };
    expect(chosenState(found(people), ['U1', 'U2'])).toEqual({
      type: 'multi_users_select',
      selected_users: ['U1', 'U2'],
    });
    expect(chosenState(found(people), null)).toEqual({ type: 'multi_users_select', selected_users: [] });
  });
});
