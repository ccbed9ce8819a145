import type { PageMessage, PageState, PageUser } from '../../../sandbox/slack/protocol.ts';

import { alertBlocks, holdCard, report, runningCard, waitingCard } from './cards.ts';
import { homeView } from './views.ts';

/** A workspace as the bot would have left it: one of each kind of message. */

const person = (id: string, name: string, realName: string, title: string, color: string): PageUser => ({
  id,
  name,
  realName,
  title,
  color,
  isBot: id === 'UBOT',
});

export const users = [
  person('UAOI', 'aoi', 'Aoi Tanaka', 'Engineer, payments', '#2b7a5d'),
  person('UMIKA', 'mika', 'Mika Sato', 'Lead of payments, on call', '#8a3b8f'),
  person('UREN', 'ren', 'Ren Novak', 'Engineer, catalogue', '#b3591d'),
  person('USAM', 'sam', 'Sam Okafor', 'Site reliability', '#285ea8'),
  person('UBOT', 'sluice', 'Sluice', '', '#12436d'),
];

let clock = 0;

export function message(startMs: number, user: string, text: string, more: Partial<PageMessage> = {}): PageMessage {
  clock += 1;
  const ts = `${Math.floor(startMs / 1000)}.${String(clock).padStart(6, '0')}`;
  const empty = { blocks: [], attachments: [], edited: false, ephemeral: false, replyCount: 0, files: [] };
  return { channel: 'CPAY', ts, user, text, ...empty, ...more };
}

function cannedMessages(user: string, nowMs: number): PageMessage[] {
  clock = 0;
  const ago = (minutes: number) => nowMs - minutes * 60_000;
  const release = message(ago(60 * 26), 'UBOT', 'catalogue 1.9.3', { blocks: runningCard });
  return [
    message(ago(60 * 26) - 5000, 'UREN', 'Releasing the catalogue in a minute :rocket:'),
    release,
    message(ago(60 * 26 - 1), 'UBOT', 'traffic 1 %: healthy, 0.1 % errors of 61 requests', { threadTs: release.ts }),
    message(ago(60 * 26 - 3), 'UREN', 'looks good to me :eyes:', { threadTs: release.ts }),
    message(ago(60 * 25), 'UBOT', 'report', { threadTs: release.ts, broadcast: true, blocks: report }),
    message(ago(40), 'UBOT', 'search 7.0.2 needs a person', { blocks: holdCard }),
    message(ago(20), 'UBOT', 'checkout 2.5.0 was rolled back', {
      attachments: [{ color: '#e01e5a', blocks: alertBlocks }],
      files: [
        {
          id: 'FCHART',
          title: 'errors.svg',
          url: '/chart.svg',
          mimetype: 'image/svg+xml',
        },
      ],
    }),
    message(
      ago(6),
      'UAOI',
      'I will try again with the fix in 2.4.1. Tests are green, see <https://ci.example/4411|CI> and `release-notes.md`',
      { edited: true },
    ),
    message(ago(5.5), 'UAOI', 'Mika, could you have a look?'),
    message(ago(4), 'UBOT', 'checkout 2.4.1 → production waits for approval', { blocks: waitingCard }),
    ...(user === 'UAOI'
      ? [
          message(ago(1), 'UBOT', "You can't approve #142: it needs one of @payments-leads. On call now: <@UMIKA>.", {
            ephemeral: true,
          }),
        ]
      : []),
  ];
}

/** What one person of the canned workspace sees. */
export function cannedState(user: string, nowMs: number): PageState {
  return {
    team: { id: 'T1', name: 'Harbour' },
    me: users.find((entry) => entry.id === user) ?? (users[0] as PageUser),
    users,
    groups: [{ id: 'SPAY', handle: 'payments-leads', name: 'Leads of payments', members: ['UMIKA'] }],
    channels: [
      { id: 'CPAY', name: 'payments', topic: 'Checkout and everything that touches money', isIm: false },
      { id: 'CCAT', name: 'catalogue', topic: 'Search and catalogue', isIm: false },
      { id: `DBOT${user}`, name: 'Sluice', topic: '', isIm: true },
    ],
    messages: cannedMessages(user, nowMs),
    home: homeView,
    modals: [],
    commands: [
      {
        command: '/deploy',
        usageHint: '<service> <version> [to <env>]',
        description: 'Release a version of a service',
      },
      { command: '/deploy-help', usageHint: '', description: 'What Sluice can do' },
    ],
    botId: 'UBOT',
    hints: [
      {
        id: 'ask',
        title: 'Ask for a release',
        text: 'You are Aoi. Put this into the message box and press Enter.',
        command: '/deploy checkout 2.4.1 to production',
        done: false,
      },
      {
        id: 'approve',
        title: 'Approve it as somebody else',
        text: 'Nobody approves their own release: become Mika and press *Approve* on the card.',
        asUser: 'UMIKA',
        done: false,
      },
      {
        id: 'bad',
        title: 'Release a bad version',
        text: '2.5.0 fails some requests. Watch Sluice take it back.',
        command: '/deploy checkout 2.5.0 to production',
        asUser: 'UAOI',
        done: false,
      },
    ],
    botConnected: true,
  };
}
