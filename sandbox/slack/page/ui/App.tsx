import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react';
import type { JsonObject, PageHint, PageState } from '../../protocol.ts';
import { postAct } from '../lib/api.ts';
import { type Client, ClientContext, useClient } from '../lib/context.ts';
import type { Place } from '../lib/place.ts';
import { isTold } from '../lib/store.ts';
import { Banner } from './Banner.tsx';
import { Channel } from './Channel.tsx';
import { Confirm } from './Confirm.tsx';
import { Modal } from './Modal.tsx';
import { Rail } from './Rail.tsx';
import { Sidebar } from './Sidebar.tsx';
import { Thread } from './Thread.tsx';
import { Toasts, useToasts } from './Toasts.tsx';
import { TopBar } from './TopBar.tsx';
import { type Link, usePage } from './usePage.ts';
import { usePlace } from './usePlace.ts';
import { useUnread } from './useUnread.ts';

interface Asked {
  dialog: JsonObject;
  answer(agreed: boolean): void;
}

function useClientOf(state: PageState | null, go: Client['go'], toast: Client['toast'], ask: (asked: Asked) => void) {
  const me = state?.me;
  const { users, groups, channels, botId } = state ?? {};
  return useMemo((): Client | null => {
    if (!me || !users || !groups || !channels) return null;
    return {
      me,
      botId: botId ?? '',
      users: new Map(users.map((user) => [user.id, user])),
      groups: new Map(groups.map((group) => [group.id, group])),
      channels: new Map(channels.map((channel) => [channel.id, channel])),
      async act(act) {
        const answer = await postAct({ ...act, user: me.id });
        if (!answer.ok) toast(answer.error);
        return answer;
      },
      toast,
      confirm: (dialog) => new Promise((answer) => ask({ dialog, answer })),
      go,
    };
  }, [me, users, groups, channels, botId, go, toast, ask]);
}

/** Where a place leads when it names no channel, or one that this person does not have. */
function channelAt(state: PageState, place: Place) {
  return (
    state.channels.find((channel) => channel.id === place.channel) ?? state.channels.find((channel) => !channel.isIm)
  );
}

/** What outlives a change of person: a text that waits for its message box, and what each person sent. */
function useDesk() {
  const [fill, setFill] = useState<string | undefined>();
  const [sent, setSent] = useState<Record<string, string[]>>({});
  return { fill, setFill, sent, setSent };
}

interface WorkspaceProps {
  state: PageState;
  link: Link;
  place: Place;
  /** A dialog lies on top. */
  covered: boolean;
  desk: ReturnType<typeof useDesk>;
}

/** Bars, channel and thread: everything beneath the dialogs. */
function Workspace({ state, link, place, covered, desk }: WorkspaceProps): ReactNode {
  const { go, me } = useClient();
  const [sideOpen, setSideOpen] = useState(false);
  const { fill, setFill, sent, setSent } = desk;
  const filled = useCallback(() => setFill(undefined), [setFill]);
  const channel = channelAt(state, place);
  const unread = useUnread(state, channel?.isIm && place.tab === 'home' ? '' : (channel?.id ?? ''));
  if (!channel) return null;
  const own = sent[me.id] ?? [];
  const onTry = (hint: PageHint) => {
    const home = state.channels.find((entry) => !entry.isIm)?.id ?? '';
    const here = channel.isIm ? home : channel.id;
    go({ user: hint.asUser ?? me.id, channel: here, tab: 'messages', ...(hint.command ? { thread: '' } : {}) });
    setFill(hint.command);
  };
  const box = {
    sent: own,
    fill,
    onFilled: filled,
    onSent: (text: string) => setSent({ ...sent, [me.id]: [...own, text] }),
  };
  return (
    <div className={`shell${place.thread ? ' has-thread' : ''}${sideOpen ? ' side-open' : ''}`} inert={covered}>
      <TopBar sideOpen={sideOpen} onSide={() => setSideOpen(!sideOpen)} />
      <Rail state={state} channel={channel} />
      <Sidebar state={state} current={channel.id} unread={unread} onPick={() => setSideOpen(false)} />
      <div className="content">
        <Banner link={link} botConnected={state.botConnected} />
        <div className="panes">
          <Channel
            key={`${me.id} ${channel.id}`}
            state={state}
            channel={channel}
            tab={place.tab}
            {...box}
            onTry={onTry}
          />
          {place.thread && (
            <Thread key={`${me.id} ${place.thread}`} state={state} channel={channel} rootTs={place.thread} />
          )}
        </div>
      </div>
    </div>
  );
}

/** The whole page. */
export function App(): ReactNode {
  const [place, go] = usePlace();
  const desk = useDesk();
  const { toasts, toast, withdraw } = useToasts();
  const [asked, setAsked] = useState<Asked | null>(null);
  const become = useCallback((user: string) => go({ user }, true), [go]);
  const { state, link } = usePage(place.user, toast, become);
  const client = useClientOf(state, go, toast, setAsked);
  useEffect(() => {
    for (const { text } of toasts) if (state && isTold(state, text)) withdraw(text);
  }, [toasts, state, withdraw]);
  if (!state || !client) {
    const words = link === 'away' ? 'The sandbox does not answer yet; trying again…' : 'Opening the workspace…';
    return (
      <div className="loading" role="status">
        {words}
      </div>
    );
  }
  const answer = (agreed: boolean) => {
    asked?.answer(agreed);
    setAsked(null);
  };
  const { modals } = state;
  return (
    <ClientContext value={client}>
      <Workspace state={state} link={link} place={place} covered={modals.length > 0 || asked !== null} desk={desk} />
      {modals.map((view, index) => (
        <Modal key={view.id} view={view} onTop={index === modals.length - 1} covered={asked !== null} />
      ))}
      {asked && <Confirm dialog={asked.dialog} onAnswer={answer} />}
      <Toasts toasts={toasts} />
    </ClientContext>
  );
}
