import type { ReactNode } from 'react';
import { useClient } from '../lib/context.ts';

/** A person's name after an @, marked where it is the reader's own; the id where nobody has it. */
export function UserMention({ id }: { id: string }): ReactNode {
  const { users, me } = useClient();
  const user = users.get(id);
  return (
    <span className={`mention${id === me.id ? ' mention-me' : ''}`} title={user && `${user.realName} · ${user.title}`}>
      @{user?.realName ?? id}
    </span>
  );
}

/** A group's handle after an @, marked where the reader is in it. `text` stands in for an unknown group. */
export function GroupMention({ id, text = '' }: { id: string; text?: string }): ReactNode {
  const { groups, me, users } = useClient();
  const group = groups.get(id);
  const names = group?.members.map((member) => users.get(member)?.realName ?? member).join(', ');
  return (
    <span className={`mention${group?.members.includes(me.id) ? ' mention-me' : ''}`} title={names}>
      @{group?.handle ?? (text.replace(/^@/, '') || id)}
    </span>
  );
}

/** A channel's name after a #, which leads there. `text` stands in for an unknown channel. */
export function ChannelMention({ id, text = '' }: { id: string; text?: string }): ReactNode {
  const { channels, go } = useClient();
  const name = channels.get(id)?.name ?? (text || id);
  return (
    <button type="button" className="mention" onClick={() => go({ channel: id, tab: 'messages', thread: '' })}>
      #{name}
    </button>
  );
}
