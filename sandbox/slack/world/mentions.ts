import type { World } from './world.ts';

/**
 * Turns what a person types (@aoi, #releases, @payments-leads) into Slack's form of mentions.
 *
 * @param labels with the visible name after a bar, as in slash commands: <@U1|aoi>
 */
export function encodeMentions(world: World, text: string, labels: boolean): string {
  return text.replace(/(^|[\s(,])([@#])([\p{L}\p{N}][\p{L}\p{N}._-]*)/gu, (whole, before, sign, name) => {
    const found = sign === '#' ? channelMention(world, name, labels) : personMention(world, name, labels);
    return found === undefined ? whole : `${before}${found}`;
  });
}

/** What a person types goes into messages escaped, as in Slack. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function channelMention(world: World, name: string, labels: boolean): string | undefined {
  for (const channel of world.channels.values()) {
    if (channel.imWith === null && channel.name === name) return `<#${channel.id}|${labels ? name : ''}>`;
  }
  return undefined;
}

function personMention(world: World, name: string, labels: boolean): string | undefined {
  for (const user of world.users.values()) {
    if (user.name === name) return labels ? `<@${user.id}|${name}>` : `<@${user.id}>`;
  }
  const group = world.seed.groups.find(({ handle }) => handle === name);
  if (group) return labels ? `<!subteam^${group.id}|@${name}>` : `<!subteam^${group.id}>`;
  return ['here', 'channel', 'everyone'].includes(name) ? `<!${name}>` : undefined;
}
