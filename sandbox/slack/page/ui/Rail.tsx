import type { ReactNode } from 'react';
import type { PageChannel, PageState } from '../../protocol.ts';
import { useClient } from '../lib/context.ts';
import { Icon } from './Icon.tsx';

/** The thin column at the very left: the workspace, its channels, the app. */
export function Rail({ state, channel }: { state: PageState; channel: PageChannel }): ReactNode {
  const { go } = useClient();
  const [first, app] = [false, true].map((isIm) => state.channels.find((entry) => entry.isIm === isIm));
  return (
    <nav className="rail" aria-label="Workspace">
      <span className="rail-team" title={state.team.name} aria-hidden="true">
        {state.team.name.charAt(0)}
      </span>
      {first && (
        <button
          type="button"
          aria-current={channel.isIm ? undefined : 'true'}
          onClick={() => go({ channel: first.id, tab: 'messages', thread: '' })}
        >
          <span className="rail-icon">
            <Icon name="hash" size={20} />
          </span>
          Work
        </button>
      )}
      {app && (
        <button
          type="button"
          aria-current={channel.isIm ? 'true' : undefined}
          onClick={() => go({ channel: app.id, tab: 'home', thread: '' })}
        >
          <span className="rail-icon">
            <Icon name="home" size={20} />
          </span>
          App
        </button>
      )}
    </nav>
  );
}
