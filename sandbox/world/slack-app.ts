import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const manifestSchema = z.looseObject({
  features: z.looseObject({ app_home: z.looseObject({ messages_tab_enabled: z.boolean() }) }),
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()) }) }),
});

const file = new URL('../../manifests/slack/app.socket-mode.yaml', import.meta.url);

/** What the sandbox's Slack lets the bot do: what the app's own manifest asks for, as after an installation from it. */
export function installedApp(): { scopes: string[]; messagesTab: boolean } {
  const { features, oauth_config } = manifestSchema.parse(parse(readFileSync(file, 'utf8')));
  return { scopes: oauth_config.scopes.bot, messagesTab: features.app_home.messages_tab_enabled };
}
