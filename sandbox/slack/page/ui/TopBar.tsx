import type { ReactNode } from 'react';
import type { PageUser } from '../../protocol.ts';
import { useClient } from '../lib/context.ts';
import { Avatar } from './Avatar.tsx';
import { Icon } from './Icon.tsx';
import { Menu } from './Menu.tsx';

function Person({ user }: { user: PageUser }): ReactNode {
  return (
    <span className="person">
      <Avatar user={user} size={36} />
      <span className="person-words">
        <strong>{user.realName}</strong>
        <small>{user.title}</small>
      </span>
    </span>
  );
}

/** Who one is, where Slack has its search, and the way to the other sidebar on narrow screens. */
export function TopBar({ sideOpen, onSide }: { sideOpen: boolean; onSide(): void }): ReactNode {
  const { me, users, go } = useClient();
  const entries = [...users.values()]
    .filter((user) => !user.isBot)
    .map((user) => ({
      key: user.id,
      find: user.realName,
      checked: user.id === me.id,
      content: <Person user={user} />,
      onSelect: () => go({ user: user.id }),
    }));
  return (
    <div className="topbar">
      <button
        type="button"
        className="icon-button side-toggle"
        aria-label="Channels"
        aria-expanded={sideOpen}
        onClick={onSide}
      >
        <Icon name="menu" />
      </button>
      <Menu
        label={`You are: ${me.realName} — change`}
        buttonClass="who"
        entries={entries}
        heading="Be somebody else in this sandbox"
      >
        <Avatar user={me} size={20} />
        <span className="who-words">
          You are: <strong>{me.realName}</strong>
          <span className="who-title">{me.title}</span>
        </span>
        <span className="who-change">
          <Icon name="swap" size={14} /> change
        </span>
      </Menu>
    </div>
  );
}
