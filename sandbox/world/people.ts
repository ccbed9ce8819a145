import type { SlackSeed } from '../slack/index.ts';
import { installedApp } from './slack-app.ts';

/** The people of the sandbox's company. Ids are stable, so that a bookmarked page keeps its person. */
export const people = {
  aoi: 'U01AOI',
  mika: 'U02MIKA',
  ren: 'U03REN',
  noor: 'U04NOOR',
} as const;

/** In the channels too, and none of the company's own people: Sluice does not listen to them. */
export const outsiders = {
  /** A guest of some channels. */
  gus: 'U05GUS',
  /** Of a supplier, whose workspace shares the channel. */
  fay: 'U06FAY',
  /** Another app's bot. */
  ci: 'U07CI',
} as const;

const bot = 'U0SLUICE';
const everyone = [...Object.values(people), ...Object.values(outsiders), bot];

export const seed: SlackSeed = {
  team: { id: 'T0SANDBOX', name: 'Harbour Shop', domain: 'harbour-shop' },
  users: [
    {
      id: people.aoi,
      name: 'aoi',
      realName: 'Aoi Tanaka',
      title: 'Engineer, payments',
      color: '#2e7d6b',
      tz: 'Europe/Berlin',
    },
    {
      id: people.mika,
      name: 'mika',
      realName: 'Mika Laine',
      title: 'Payments lead, may approve',
      color: '#8e4585',
      tz: 'Europe/Helsinki',
    },
    {
      id: people.ren,
      name: 'ren',
      realName: 'Ren Okafor',
      title: 'Engineer, search',
      color: '#b3541e',
      tz: 'Africa/Lagos',
    },
    {
      id: people.noor,
      name: 'noor',
      realName: 'Noor Haddad',
      title: 'Platform, runs Sluice',
      color: '#1f5fa8',
      tz: 'Asia/Dubai',
      isAdmin: true,
    },
    {
      id: outsiders.gus,
      name: 'gus',
      realName: 'Gus Lindqvist',
      title: 'Auditor, guest',
      color: '#5d4037',
      tz: 'Europe/Stockholm',
      guest: 'multi-channel',
    },
    {
      id: outsiders.fay,
      name: 'fay',
      realName: 'Fay Moreau',
      title: 'Supplier, from another workspace',
      color: '#00695c',
      tz: 'Europe/Paris',
      team: { id: 'T1SUPPLIER', domain: 'upstream-parts' },
    },
    { id: outsiders.ci, name: 'ci', realName: 'CI', title: '', color: '#546e7a', tz: 'UTC', bot: true },
  ],
  channels: [
    { id: 'C01RELEASES', name: 'releases', topic: 'Who ships what, where and how it went', members: everyone },
    { id: 'C02GENERAL', name: 'general', topic: 'Everything else', members: everyone },
  ],
  groups: [
    {
      id: 'S01PAYLEADS',
      handle: 'payments-leads',
      name: 'Payments leads',
      members: [people.mika, people.noor],
    },
    { id: 'S02ONCALL', handle: 'oncall-shop', name: 'On call for the shop', members: [people.noor] },
  ],
  bot: { userId: bot, botId: 'B0SLUICE', appId: 'A0SLUICE', name: 'sluice', realName: 'Sluice', color: '#1264a3' },
  botToken: 'xoxb-sandbox-bot-token',
  appToken: 'xapp-sandbox-app-token',
  signingSecret: 'sandbox-signing-secret',
  ...installedApp(),
  commands: [
    {
      command: '/deploy',
      usageHint: '<service> <version> [to <environment>]',
      description: 'Release software, or see how a release is doing',
      escape: false,
    },
  ],
};
