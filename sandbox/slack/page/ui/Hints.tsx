import { type ReactNode, useState } from 'react';
import type { PageHint } from '../../protocol.ts';
import { useClient } from '../lib/context.ts';
import { Avatar } from './Avatar.tsx';
import { Emoji } from './Emoji.tsx';
import { Icon } from './Icon.tsx';
import { Mrkdwn } from './Mrkdwn.tsx';

interface Props {
  hints: PageHint[];
  /** Puts a text into the message box, as a person. */
  onTry(hint: PageHint): void;
}

const FOLDED = 'sandbox-hints-folded';

/** For newcomers: what to do now, right above where they type; the whole list on demand. */
export function Hints({ hints, onTry }: Props): ReactNode {
  const [folded, setFolded] = useState(() => sessionStorage.getItem(FOLDED) === 'yes');
  const [all, setAll] = useState(false);
  if (hints.length === 0) return null;
  const fold = (value: boolean) => {
    sessionStorage.setItem(FOLDED, value ? 'yes' : 'no');
    setFolded(value);
  };
  const done = hints.filter((hint) => hint.done).length;
  const now = hints.find((hint) => !hint.done);
  if (folded) {
    return (
      <button type="button" className="hints-pill" onClick={() => fold(false)}>
        <Emoji name="bulb" /> What to try ({done} of {hints.length} done)
      </button>
    );
  }
  return (
    <aside className="hints" aria-label="What to try">
      <div className="hints-head">
        <Emoji name="bulb" />
        <strong>{now ? 'Try this' : 'That was the whole story'}</strong>
        <span className="hints-count">
          {done} of {hints.length} done
        </span>
        <button type="button" className="link-button" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show less' : 'Show all'}
        </button>
        <button type="button" className="icon-button" aria-label="Fold the hints away" onClick={() => fold(true)}>
          <Icon name="down" size={16} />
        </button>
      </div>
      <ol className="hints-list">
        {(all ? hints : now ? [now] : []).map((hint) => (
          <HintRow key={hint.id} hint={hint} current={hint === now} onTry={onTry} />
        ))}
      </ol>
    </aside>
  );
}

function HintRow({ hint, current, onTry }: { hint: PageHint; current: boolean; onTry: Props['onTry'] }): ReactNode {
  const { users, me } = useClient();
  const person = hint.asUser && hint.asUser !== me.id ? users.get(hint.asUser) : undefined;
  return (
    <li className={`hint${hint.done ? ' is-done' : ''}${current ? ' is-current' : ''}`} data-hint-id={hint.id}>
      <span className="hint-mark" role="img" aria-label={hint.done ? 'done' : 'to do'}>
        {hint.done && <Icon name="check" size={14} />}
      </span>
      <div className="hint-body">
        <div className="hint-title">{hint.title}</div>
        {(current || !hint.done) && <Mrkdwn text={hint.text} />}
        {(hint.command || person) && (
          <button type="button" className="hint-try" onClick={() => onTry(hint)}>
            {person && (
              <span className="hint-person">
                <Avatar user={person} size={18} /> {hint.command ? 'As' : 'Become'} {person.realName}
              </span>
            )}
            {hint.command && (
              <>
                <code>{hint.command}</code> <span className="hint-use">Fill in</span>
              </>
            )}
          </button>
        )}
      </div>
    </li>
  );
}
