import type { JsonObject, PageView } from '../../../sandbox/slack/protocol.ts';
import { button, context, mrkdwn, plain, section } from './cards.ts';

/** The form and the Home as the bot makes them. */

const option = (text: string, description?: string): JsonObject => ({
  text: plain(text),
  value: text,
  ...(description !== undefined && { description: plain(description) }),
});

export const formView: JsonObject = {
  type: 'modal',
  title: plain('Deploy'),
  submit: plain('Ask for the release'),
  close: plain('Cancel'),
  blocks: [
    {
      type: 'input',
      block_id: 'service',
      dispatch_action: true,
      label: plain('Service'),
      element: {
        type: 'static_select',
        action_id: 'service',
        placeholder: plain('Choose a service'),
        option_groups: [
          { label: plain('Mine'), options: [option('checkout'), option('payments')] },
          { label: plain('Others'), options: [option('search')] },
        ],
      },
    },
    {
      type: 'input',
      block_id: 'version',
      label: plain('Version'),
      hint: plain('Newest known first, or type one.'),
      element: { type: 'external_select', action_id: 'version', min_query_length: 0, placeholder: plain('2.4.1') },
    },
    {
      type: 'input',
      block_id: 'env',
      label: plain('Environment'),
      element: {
        type: 'radio_buttons',
        action_id: 'env',
        initial_option: option('staging'),
        options: [option('staging'), option('production', 'needs one of @payments-leads')],
      },
    },
    {
      type: 'input',
      block_id: 'reviewers',
      optional: true,
      label: plain('Tell'),
      element: {
        type: 'multi_static_select',
        action_id: 'tell',
        options: [option('#payments'), option('#support'), option('#sre')],
      },
    },
    {
      type: 'input',
      block_id: 'reason',
      optional: true,
      label: plain('Reason'),
      element: {
        type: 'plain_text_input',
        action_id: 'reason',
        multiline: true,
        placeholder: plain('What changes, and why now?'),
      },
    },
    {
      type: 'section',
      block_id: 'preview',
      text: mrkdwn(
        '*Plan*\n1. start 1 candidate pod\n2. traffic 1 % → 5 → 25 → 50 → 100\n3. pods take the new version',
      ),
    },
  ],
};

export const homeView: PageView = {
  id: 'VHOME',
  errors: {},
  view: {
    type: 'home',
    blocks: [
      { type: 'header', text: plain('Waiting for you') },
      {
        ...section('*checkout 2.4.1 → production* · requested by <@UAOI> · expires in 28 min'),
        block_id: 'wait',
        accessory: button('approve', 'Approve', { style: 'primary' }),
      },
      { type: 'header', text: plain('In progress') },
      section('*catalogue 1.9.3 → production*  `▓▓▓▓▓░░░░░░░░░░░░░░░` 25 % · :arrow_forward: 3 min in'),
      { type: 'header', text: plain('Services') },
      section(
        '```service    staging  production\ncheckout   2.4.1    2.4.0   1 behind\ncatalogue  1.9.3    1.9.2   releasing\nsearch     7.0.2    7.0.2```',
      ),
      context(':warning: Redis keeps nothing on disk: a restart would lose live releases.'),
    ],
  },
};
