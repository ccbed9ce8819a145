import { type ReactNode, useCallback, useId, useMemo, useRef, useState } from 'react';
import type { JsonObject, PageView } from '../../protocol.ts';
import { Blocks } from '../blocks/Blocks.tsx';
import { useClient } from '../lib/context.ts';
import { flag, label, list, obj } from '../lib/json.ts';
import { problems, typedBefore, type Values, withIds } from '../lib/values.ts';
import { Avatar } from './Avatar.tsx';
import { ContainerProvider } from './ContainerProvider.tsx';
import { Icon } from './Icon.tsx';
import { Plain } from './Text.tsx';
import { useDialog } from './useDialog.ts';

function Head({ id, title, onClose }: { id: string; title: string; onClose(): void }): ReactNode {
  const { users, botId } = useClient();
  return (
    <header className="dialog-head">
      <Avatar user={users.get(botId)} size={28} />
      <h2 id={id}>
        <Plain text={title} />
      </h2>
      <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
        <Icon name="close" />
      </button>
    </header>
  );
}

function Foot({ view, pending, onClose }: { view: JsonObject; pending: boolean; onClose(): void }): ReactNode {
  const submit = label(view, 'submit');
  return (
    <footer className="dialog-foot">
      <button type="button" className="btn btn-large" onClick={onClose}>
        <Plain text={label(view, 'close') || (obj(view, 'submit') ? 'Cancel' : 'Close')} />
      </button>
      {submit && (
        <button
          type="submit"
          className="btn btn-large btn-primary"
          disabled={flag(view, 'submit_disabled')}
          aria-busy={pending || undefined}
        >
          <span className="btn-words">
            <Plain text={submit} />
          </span>
          {pending && <span className="spinner" aria-hidden="true" />}
        </button>
      )}
    </footer>
  );
}

/** Checks what Slack's client checks, then submits; `checked` says that something was missing at the last try. */
function useSubmission(view: PageView, blocks: JsonObject[]) {
  const { act } = useClient();
  const [pending, setPending] = useState(false);
  const [checked, setChecked] = useState(false);
  const values = useRef<Values>({});
  const remember = useCallback((now: Values) => {
    values.current = now;
  }, []);
  const submit = async () => {
    const incomplete = Object.keys(problems(blocks, values.current)).length > 0;
    setChecked(incomplete);
    if (incomplete || pending) return;
    setPending(true);
    await act({ type: 'submit', viewId: view.id, state: values.current });
    setPending(false);
  };
  return { pending, checked, remember, submit };
}

/** A modal view. Those beneath the topmost stay mounted, unseen, so that they keep what was typed. */
export function Modal({ view, onTop, covered }: { view: PageView; onTop: boolean; covered: boolean }): ReactNode {
  const { act } = useClient();
  const id = useId();
  const blocks = useMemo(() => withIds(list(view.view, 'blocks')), [view.view]);
  const target = useMemo(() => ({ type: 'view' as const, viewId: view.id }), [view.id]);
  const { pending, checked, remember, submit } = useSubmission(view, blocks);
  const close = () => void act({ type: 'close', viewId: view.id });
  const { ref, onKeyDown } = useDialog(onTop && !covered, close);
  const values = { blocks, target, errors: view.errors, checked, initial: typedBefore(view), onValues: remember };
  return (
    <div className="backdrop" hidden={!onTop}>
      <div
        ref={ref}
        className="dialog"
        role="dialog"
        aria-modal="true"
        aria-labelledby={`${id}-title`}
        data-view-id={view.id}
        inert={covered}
        tabIndex={-1}
        onKeyDown={onKeyDown}
      >
        <Head id={`${id}-title`} title={label(view.view, 'title')} onClose={close} />
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <div className="dialog-body">
            <ContainerProvider {...values}>
              <Blocks blocks={blocks} />
            </ContainerProvider>
          </div>
          <Foot view={view.view} pending={pending} onClose={close} />
        </form>
      </div>
    </div>
  );
}
