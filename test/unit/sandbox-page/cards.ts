import type { JsonObject } from '../../../sandbox/slack/protocol.ts';

/** Cards as the bot makes them. */

export const mrkdwn = (text: string): JsonObject => ({ type: 'mrkdwn', text });
export const plain = (text: string): JsonObject => ({ type: 'plain_text', text, emoji: true });
export const section = (text: string): JsonObject => ({ type: 'section', text: mrkdwn(text) });
export const context = (text: string): JsonObject => ({ type: 'context', elements: [mrkdwn(text)] });
export const button = (id: string, text: string, more: JsonObject = {}): JsonObject => ({
  type: 'button',
  action_id: id,
  text: plain(text),
  value: '142',
  ...more,
});
const cells = (...texts: string[]): JsonObject[] => texts.map((text) => ({ type: 'raw_text', text: text || '–' }));

export const waitingCard: JsonObject[] = [
  section('*checkout 2.4.1 → production*      :hourglass_flowing_sand: Waiting for approval'),
  section(
    'From `2.4.0` (running since Tue 14:02) · canary · about 12 min\nRequested by <@UAOI>: “new tax rules, JIRA-812 &lt;draft&gt;”',
  ),
  section(
    [
      '*Plan*',
      '1. start 1 candidate pod   _undo: remove it_',
      '2. traffic 1 % → 5 → 25 → 50 → 100, watching for 2 min each   _undo: all traffic to 2.4.0_',
      '3. update 2.4.0 pods to 2.4.1   _undo: image 2.4.0_',
      '*Watched:* errors ≤ 1 %, p99 ≤ 2 × stable, restarts',
      '*Gates:* ✓ tests (<https://ci.example/4411|CI #4411>)  ✓ staging since yesterday  ✓ no incident',
      'Needs 1 of <!subteam^SPAY>, not <@UAOI> · expires <!date^1795226400^{date_short_pretty} at {time}|in 30 min>',
    ].join('\n'),
  ),
  {
    type: 'actions',
    block_id: 'approval',
    elements: [
      button('approve', 'Approve', {
        style: 'primary',
        confirm: {
          title: plain('Release 2.4.1 to production?'),
          text: mrkdwn('This exact plan (`7c21`), this image (`4be1…9f`).'),
          confirm: plain('Approve'),
          deny: plain('Not yet'),
        },
      }),
      button('reject', 'Reject…', { style: 'danger' }),
      button('diff', 'What changes ↗', { url: 'https://git.example/compare/2.4.0...2.4.1' }),
    ],
  },
  context('image `sha256:4be1…9f` · plan `7c21` · release #142'),
];

export const runningCard: JsonObject[] = [
  section('*catalogue 1.9.3 → production*      :arrow_forward: 25 % of traffic · 3 min in'),
  section('`▓▓▓▓▓▓▓░░░░░░░░░░░░░` 25 %   next: 50 % in 1 min 20 s'),
  {
    type: 'table',
    column_settings: [{ align: 'left' }, { align: 'right' }, { align: 'right' }, { align: 'left' }],
    rows: [
      cells('', '1.9.3', '1.9.2', 'of'),
      cells('errors', '0.11 %', '0.12 %', '1,240 of 4,960 requests'),
      cells('p99', '182 ms', '176 ms', ''),
      cells('restarts', '0', '0', ''),
    ],
  },
  {
    type: 'actions',
    block_id: 'running',
    elements: [
      button('pause', 'Pause'),
      button('promote', 'Promote now'),
      button('rollback', 'Roll back', { style: 'danger' }),
      {
        type: 'overflow',
        action_id: 'more',
        options: [
          { text: plain('Show the plan'), value: 'plan' },
          { text: plain('Copy the link'), value: 'link' },
        ],
      },
    ],
  },
  context('approved by <@UMIKA> <!date^1795222800^{time}|14:05> · details in the thread · #141'),
];

export const holdCard: JsonObject[] = [
  section('*search 7.0.2 → production*      :hand: Needs a person · 5 % of traffic'),
  section(
    'Only 14 requests reached 7.0.2 in 10 min: too few to tell (needs at least 300).\nWithout an answer it rolls back at 15:10.',
  ),
  {
    type: 'actions',
    block_id: 'hold',
    elements: [
      button('wait', 'Wait 10 more min'),
      button('send', 'Send 25 %'),
      button('back', 'Roll back', { style: 'danger' }),
    ],
  },
];

export const alertBlocks: JsonObject[] = [
  section(':red_circle: *checkout 2.5.0 was rolled back* · production · <@UAOI> <!subteam^SPAY>'),
  section(
    'Errors on 2.5.0 were *2.1 %* of 3,420 requests, 4.2 × those of 2.4.1 at the same time (0.5 %).\nTraffic was back on 2.4.1 after 0.8 s; about 72 requests failed. Nothing is left of 2.5.0.',
  ),
  {
    type: 'image',
    slack_file: { id: 'FCHART' },
    alt_text: 'errors of both versions',
    title: plain('errors per second, both versions'),
  },
  {
    type: 'actions',
    block_id: 'alert',
    elements: [
      button('report', 'Open report'),
      button('incident', 'Open incident'),
      button('logs', 'See logs ↗', { url: 'https://logs.example' }),
    ],
  },
];

export const report: JsonObject[] = [
  { type: 'header', text: plain('Deployment report · checkout 2.4.0 → 2.4.1') },
  {
    type: 'section',
    fields: [
      mrkdwn('*Status*\n:white_check_mark: SUCCESS in 11 min 48 s'),
      mrkdwn('*Strategy*\ncanary 1/5/25/50/100'),
      mrkdwn('*Asked by*\n<@UAOI>'),
      mrkdwn('*Approved by*\n<@UMIKA>'),
    ],
  },
  { type: 'divider' },
  {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_preformatted',
        elements: [
          {
            type: 'text',
            text: '14:05:02  approved\n14:05:03  candidate started (1 pod) · ready after 6 s\n14:05:09  traffic 1 %      healthy: 0.1 % errors of 61 requests',
          },
        ],
      },
      {
        type: 'rich_text_list',
        style: 'bullet',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'text', text: 'Flag ' },
              { type: 'text', text: 'new-tax', style: { code: true } },
              { type: 'text', text: ' 0 % → 25 %' },
            ],
          },
        ],
      },
    ],
  },
];
