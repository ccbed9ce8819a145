import type { Person } from '../domain/request.ts';
import { nothing, say, toWords, type Words } from './words.ts';

/** What a caller knows of the workspace: group mentions work by id only. */
export interface Directory {
  /** Id of the user group with this handle (without @), or null where there is none. */
  groupId(handle: string): string | null;
}

/** True for the id of a Slack user. */
export function linkable(id: string): boolean {
  return /^[UW][A-Z0-9]+$/.test(id);
}

/** A person so that Slack tells them; by name where the id is not one of Slack's. */
export function mention(person: Person): Words {
  const plain = `@${toWords(person.name || person.id).plain}`;
  return linkable(person.id) ? calls(`<@${person.id}>`, plain) : toWords(plain);
}

function calls(code: string, plain: string): Words {
  return { mrkdwn: code, plain, calling: code };
}

/** A user group so that its members are told; by handle where the workspace does not know it. */
export function groupMention(handle: string, directory: Directory): Words {
  const plain = toWords(`@${handle}`);
  const id = directory.groupId(handle);
  return id !== null && /^S[A-Z0-9]+$/.test(id) ? calls(`<!subteam^${id}>`, plain.plain) : plain;
}

/** An entry of the catalogue's `mention` or of an approval policy: `@handle` or a user id. */
export function mentionEntry(entry: string, directory: Directory): Words {
  if (entry.startsWith('@')) return groupMention(entry.slice(1), directory);
  return mention({ id: entry, name: entry });
}

/** Each once, with spaces between: "@aoi @oncall-payments". */
export function mentionAll(everyone: readonly Words[]): Words {
  const seen = new Set<string>();
  const each = everyone.filter(({ mrkdwn }) => !seen.has(mrkdwn) && seen.add(mrkdwn));
  return each.reduce((all, one) => (all === nothing ? one : say`${all} ${one}`), nothing);
}

/** The channel of a service, by its id or name. */
export function mentionChannel(channel: string): Words {
  const id = /^[CG][A-Z0-9]{4,}$/.test(channel);
  return id ? { mrkdwn: `<#${channel}>`, plain: 'its channel' } : toWords(`#${channel.replace(/^#/, '')}`);
}
