import { type ReactNode, useCallback, useMemo, useState } from 'react';
import type { JsonObject, PageHint, PageState } from '../../protocol.ts';
import { postAct } from '../lib/api.ts';
import { type Client, ClientContext } from '../lib/context.ts';
import type { Place } from '../lib/place.ts';
import { Banner } from './Banner.tsx';
import { Channel } from './Channel.tsx';
import { Confirm } from './Confirm.tsx';
import { Modal } from './Modal.tsx';
import { Rail } from './Rail.tsx';
import { Sidebar } from './Sidebar.tsx';
import { Thread } from './Thread.tsx';
import { Toasts, useToasts } from './Toasts.tsx';
import { TopBar } from './TopBar.tsx';
import { usePage } from './usePage.ts';
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

/** The whole page. */
export function App(): ReactNode {
  const [place, go] = usePlace();
  const [toasts, toast] = useToasts();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [sideOpen, setSideOpen] = useState(false);
  const [fill, setFill] = useState<string | undefined>();
  const [sent, setSent] = useState<Record<string, string[]>>({});
  const { state, link } = usePage(
    place.user,
    toast,
    useCallback((user: string) => go({ user }, true), [go]),
  );
  const client = useClientOf(state, go, toast, setAsked);
  const channel = state ? channelAt(state, place) : undefined;
  const unread = useUnread(state, channel?.isIm && place.tab === 'home' ? '' : (channel?.id ?? ''));
  const filled = useCallback(() => setFill(undefined), []);
  if (!state || !client || !channel) {
    return (
      <div className="loading" role="status">
        {link === 'away' ? 'The sandbox does not answer yet; trying again…' : 'Opening the workspace…'}
      </div>
    );
  }
  const covered = state.modals.length > 0 || asked !== null;
  const onTry = (hint: PageHint) => {
    const home = state.channels.find((entry) => !entry.isIm)?.id ?? '';
    const here = channel.isIm ? home : channel.id;
    go({ user: hint.asUser ?? place.user, channel: here, tab: 'messages', ...(hint.command ? { thread: '' } : {}) });
    setFill(hint.command);
  };
  const answer = (agreed: boolean) => {
    asked?.answer(agreed);
    setAsked(null);
  };
  return (
    <ClientContext value={client}>
      <div className={`shell${place.thread ? ' has-thread' : ''}${sideOpen ? ' side-open' : ''}`} inert={covered}>
        <TopBar sideOpen={sideOpen} onSide={() => setSideOpen(!sideOpen)} />
        <Rail state={state} channel={channel} />
        <Sidebar state={state} current={channel.id} unread={unread} onPick={() => setSideOpen(false)} />
        <div className="content">
          <Banner link={link} botConnected={state.botConnected} />
          <div className="panes">
            <Channel
              key={`${state.me.id} ${channel.id}`}
              state={state}
              channel={channel}
              tab={place.tab}
              sent={sent[state.me.id] ?? []}
              onSent={(text) => setSent({ ...sent, [state.me.id]: [...(sent[state.me.id] ?? []), text] })}
              fill={fill}
              onFilled={filled}
              onTry={onTry}
            />
            {place.thread && (
              <Thread key={`${state.me.id} ${place.thread}`} state={state} channel={channel} rootTs={place.thread} />
            )}
          </div>
        </div>
      </div>
      {state.modals.map((view, index) => (
        <Modal key={view.id} view={view} onTop={index === state.modals.length - 1} covered={asked !== null} />
      ))}
      {asked && <Confirm dialog={asked.dialog} onAnswer={answer} />}
      <Toasts toasts={toasts} />
    </ClientContext>
  );
}
