import { type ReactNode, useMemo } from 'react';
import type { PageChannel, PageHint, PageState } from '../../protocol.ts';
import { useClient } from '../lib/context.ts';
import type { Place } from '../lib/place.ts';
import { channelMessages, threadSummaries } from '../lib/store.ts';
import { Avatar } from './Avatar.tsx';
import { Composer } from './Composer.tsx';
import { Hints } from './Hints.tsx';
import { Home } from './Home.tsx';
import { Messages } from './Messages.tsx';
import { Plain } from './Text.tsx';

interface Props {
  state: PageState;
  channel: PageChannel;
  tab: Place['tab'];
  sent: string[];
  onSent(text: string): void;
  fill: string | undefined;
  onFilled(): void;
  onTry(hint: PageHint): void;
}

const TABS = [
  { tab: 'home', name: 'Home' },
  { tab: 'messages', name: 'Messages' },
] as const;

function Head({ channel, tab }: { channel: PageChannel; tab: Place['tab'] }): ReactNode {
  const { go, users, botId } = useClient();
  return (
    <header className={`pane-head${channel.isIm ? ' has-tabs' : ''}`}>
      {channel.isIm && <Avatar user={users.get(botId)} size={24} />}
      <h1>{channel.isIm ? (users.get(botId)?.realName ?? channel.name) : `# ${channel.name}`}</h1>
      {channel.topic && (
        <span className="pane-topic">
          <Plain text={channel.topic} />
        </span>
      )}
      {channel.isIm && (
        <div className="tabs" role="tablist" aria-label="Sluice">
          {TABS.map((entry) => (
            <button
              key={entry.tab}
              type="button"
              role="tab"
              aria-selected={tab === entry.tab}
              onClick={() => go({ channel: channel.id, tab: entry.tab, thread: '' })}
            >
              {entry.name}
            </button>
          ))}
        </div>
      )}
    </header>
  );
}

function Intro({ channel }: { channel: PageChannel }): ReactNode {
  const { users, botId } = useClient();
  return (
    <div className="intro">
      {channel.isIm ? <Avatar user={users.get(botId)} size={56} /> : null}
      <h2>{channel.isIm ? (users.get(botId)?.realName ?? channel.name) : `# ${channel.name}`}</h2>
      <p>
        {channel.isIm
          ? 'This is your direct conversation with Sluice. Commands work here too.'
          : `This is the very beginning of the #${channel.name} channel. ${channel.topic}`}
      </p>
    </div>
  );
}

/** A channel, or the direct conversation with the bot and its Home. */
export function Channel(props: Props): ReactNode {
  const { state, channel, tab } = props;
  const { act } = useClient();
  const messages = useMemo(() => channelMessages(state, channel.id), [state, channel.id]);
  const threads = useMemo(() => threadSummaries(state, channel.id), [state, channel.id]);
  const send = async (text: string) => {
    props.onSent(text);
    return act({ type: 'say', channel: channel.id, text });
  };
  const isHome = channel.isIm && tab === 'home';
  return (
    <main className="channel">
      <Head channel={channel} tab={tab} />
      {isHome ? (
        <Home home={state.home} />
      ) : (
        <Messages
          messages={messages}
          threads={threads}
          place="channel"
          label={channel.isIm ? 'Messages' : `Messages in #${channel.name}`}
          sent={props.sent.length}
          intro={<Intro channel={channel} />}
        />
      )}
      <Hints hints={state.hints} onTry={props.onTry} />
      {!isHome && (
        <Composer
          name={channel.isIm ? 'Message Sluice' : `Message #${channel.name}`}
          commands={state.commands}
          sent={props.sent}
          fill={props.fill}
          onFilled={props.onFilled}
          autoFocus
          onSend={send}
        />
      )}
    </main>
  );
}
