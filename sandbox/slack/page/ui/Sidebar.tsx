import type { ReactNode } from 'react';
import type { PageChannel, PageState } from '../../protocol.ts';
import { useClient } from '../lib/context.ts';
import { Avatar } from './Avatar.tsx';

interface Props {
  state: PageState;
  current: string;
  unread: Set<string>;
  onPick(): void;
}

function Row(props: { channel: PageChannel; current: boolean; unread: boolean; onPick(): void }): ReactNode {
  const { channel, current, unread } = props;
  const { go, users, botId } = useClient();
  return (
    <button
      type="button"
      className={`side-row${unread ? ' is-unread' : ''}`}
      aria-current={current ? 'page' : undefined}
      onClick={() => {
        go({ channel: channel.id, tab: channel.isIm && !unread ? 'home' : 'messages', thread: '' });
        props.onPick();
      }}
    >
      {channel.isIm ? (
        <Avatar user={users.get(botId)} size={20} />
      ) : (
        <span className="side-hash" aria-hidden="true">
          #
        </span>
      )}
      <span className="side-name">{channel.isIm ? (users.get(botId)?.realName ?? channel.name) : channel.name}</span>
      {unread && <span className="sr-only">unread messages</span>}
    </button>
  );
}

/** Workspace, channels, and the app. */
export function Sidebar({ state, current, unread, onPick }: Props): ReactNode {
  const row = (channel: PageChannel) => (
    <Row
      key={channel.id}
      channel={channel}
      current={channel.id === current}
      unread={unread.has(channel.id)}
      onPick={onPick}
    />
  );
  return (
    <nav className="sidebar" aria-label="Channels and apps">
      <div className="team-name">{state.team.name}</div>
      <div className="side-heading">Channels</div>
      {state.channels.filter((channel) => !channel.isIm).map(row)}
      <div className="side-heading">Apps</div>
      {state.channels.filter((channel) => channel.isIm).map(row)}
    </nav>
  );
}
