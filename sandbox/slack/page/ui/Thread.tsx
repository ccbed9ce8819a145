import { type ReactNode, useState } from 'react';
import type { PageChannel, PageState } from '../../protocol.ts';
import { useClient } from '../lib/context.ts';
import { threadMessages } from '../lib/store.ts';
import { Composer } from './Composer.tsx';
import { Icon } from './Icon.tsx';
import { Messages } from './Messages.tsx';

interface Props {
  state: PageState;
  channel: PageChannel;
  rootTs: string;
}

/** The pane at the right: a message and its replies. */
export function Thread({ state, channel, rootTs }: Props): ReactNode {
  const { act, go } = useClient();
  const messages = threadMessages(state, channel.id, rootTs);
  const [sent, setSent] = useState(0);
  const close = () => go({ thread: '' });
  const send = (text: string) => {
    setSent(sent + 1);
    return act({ type: 'say', channel: channel.id, threadTs: rootTs, text });
  };
  return (
    <aside
      className="thread"
      aria-label="Thread"
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <header className="pane-head">
        <h2>Thread</h2>
        <span className="pane-topic">{channel.isIm ? channel.name : `# ${channel.name}`}</span>
        <button type="button" className="icon-button" aria-label="Close thread" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <Messages messages={messages} place="thread" label="Replies" sent={sent} />
      <Composer name="Reply…" commands={[]} sent={[]} autoFocus onSend={send} />
    </aside>
  );
}
