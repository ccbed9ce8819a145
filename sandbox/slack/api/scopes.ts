import type { Channel } from '../world/model.ts';
import type { ApiContext } from './context.ts';
import { SlackError } from './errors.ts';

/** A kind of channel, by the first part of the scopes that go with it. */
export type Kind = 'channels' | 'groups' | 'im' | 'mpim';

export const every: readonly Kind[] = ['channels', 'groups', 'im', 'mpim'];

type Right = 'read' | 'history' | 'write';

/** https://docs.slack.dev/reference/scopes: each kind of channel has scopes of its own, e.g. im:history. */
export function scopeFor(kind: Kind, right: Right): string {
  // The right to write to public channels has another name.
  return kind === 'channels' && right === 'write' ? 'channels:manage' : `${kind}:${right}`;
}

export function kindOf(channel: Channel): Kind {
  if (channel.imWith !== null) return 'im';
  return channel.isPrivate ? 'groups' : 'channels';
}

/** @throws SlackError missing_scope, which names the one that this kind of channel needs */
export function requireScope({ scopes }: ApiContext, kind: Kind, right: Right): void {
  const needed = scopeFor(kind, right);
  if (!scopes.includes(needed)) throw new SlackError('missing_scope', { needed, provided: scopes.join(',') });
}
