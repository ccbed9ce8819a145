import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { neededScopes } from '../../../src/doctor/scopes.ts';
import { documents } from './yaml.ts';

const appSchema = z.object({
  display_information: z.object({
    name: z.string().max(35),
    description: z.string().max(140),
    background_color: z.string(),
  }),
  features: z.object({
    // Without a Messages tab Slack refuses what is written to a person directly; nobody writes to the bot there.
    app_home: z.object({
      home_tab_enabled: z.literal(true),
      messages_tab_enabled: z.literal(true),
      messages_tab_read_only_enabled: z.literal(true),
    }),
    bot_user: z.object({ display_name: z.string(), always_online: z.boolean() }),
    slash_commands: z.array(
      z.object({
        command: z.string(),
        url: z.url().optional(),
        description: z.string(),
        usage_hint: z.string(),
        should_escape: z.literal(false),
      }),
    ),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({
    event_subscriptions: z.object({ request_url: z.url().optional(), bot_events: z.array(z.string()) }),
    interactivity: z.object({
      is_enabled: z.literal(true),
      request_url: z.url().optional(),
      message_menu_options_url: z.url().optional(),
    }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.literal(false),
  }),
});

async function app(mode: 'socket-mode' | 'http') {
  const [manifest] = await documents(`slack/app.${mode}.yaml`);
  return appSchema.parse(manifest);
}

describe.each(['socket-mode', 'http'] as const)('the Slack app manifest for %s', (mode) => {
  it('asks for the scopes that are used, and no more', async () => {
    const { bot } = (await app(mode)).oauth_config.scopes;
    expect(bot.toSorted()).toEqual(Object.keys(neededScopes).toSorted());
    expect(new Set(bot).size).toBe(bot.length);
  });

  it('has /deploy, App Home and what tells of its opening', async () => {
    const { features, settings } = await app(mode);
    expect(features.slash_commands.map(({ command }) => command)).toEqual(['/deploy']);
    expect(settings.event_subscriptions.bot_events).toEqual(['app_home_opened']);
  });
});

describe('the two Slack app manifests', () => {
  it('differ in the addresses only', async () => {
    const [socket, http] = [await app('socket-mode'), await app('http')];
    const { settings, features } = http;
    const addresses = [
      features.slash_commands[0]?.url,
      settings.event_subscriptions.request_url,
      settings.interactivity.request_url,
      settings.interactivity.message_menu_options_url,
    ];
    expect(new Set(addresses)).toEqual(new Set(['https://sluice.example.com/slack/events']));
    expect(socket.settings.socket_mode_enabled).toBe(true);
    expect(settings.socket_mode_enabled).toBe(false);
    const without = JSON.stringify({ ...http, settings: { ...settings, socket_mode_enabled: true } }, (key, value) =>
      key === 'url' || key.endsWith('_url') ? undefined : (value as unknown),
    );
    expect(JSON.parse(without)).toEqual(socket);
  });
});
