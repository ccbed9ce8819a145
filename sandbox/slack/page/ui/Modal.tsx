import { type ReactNode, useCallback, useId, useMemo, useRef, useState } from 'react';
import type { PageView } from '../../protocol.ts';
import { Blocks } from '../blocks/Blocks.tsx';
import { useClient } from '../lib/context.ts';
import { flag, label, list, obj } from '../lib/json.ts';
import { problems, typedBefore, type Values, withIds } from '../lib/values.ts';
import { Avatar } from './Avatar.tsx';
import { ContainerProvider } from './ContainerProvider.tsx';
import { Icon } from './Icon.tsx';
import { Plain } from './Text.tsx';
import { useDialog } from './useDialog.ts';

/** A modal view. Those beneath the topmost stay mounted, unseen, so that they keep what was typed. */
export function Modal({ view, onTop, covered }: { view: PageView; onTop: boolean; covered: boolean }): ReactNode {
  const client = useClient();
  const id = useId();
  const [pending, setPending] = useState(false);
  const [checked, setChecked] = useState(false);
  const values = useRef<Values>({});
  const remember = useCallback((now: Values) => {
    values.current = now;
  }, []);
  const blocks = useMemo(() => withIds(list(view.view, 'blocks')), [view.view]);
  const target = useMemo(() => ({ type: 'view' as const, viewId: view.id }), [view.id]);
  const close = () => void client.act({ type: 'close', viewId: view.id });
  const { ref, onKeyDown } = useDialog(onTop && !covered, close);
  const submit = async () => {
    const incomplete = Object.keys(problems(blocks, values.current)).length > 0;
    setChecked(incomplete);
    if (incomplete || pending) return;
    setPending(true);
    await client.act({ type: 'submit', viewId: view.id, state: values.current });
    setPending(false);
  };
  const submitWords = label(view.view, 'submit');
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
        <header className="dialog-head">
          <Avatar user={client.users.get(client.botId)} size={28} />
          <h2 id={`${id}-title`}>
            <Plain text={label(view.view, 'title')} />
          </h2>
          <button type="button" className="icon-button" aria-label="Close" onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <div className="dialog-body">
            <ContainerProvider
              blocks={blocks}
              target={target}
              errors={view.errors}
              checked={checked}
              initial={typedBefore(view)}
              onValues={remember}
            >
              <Blocks blocks={blocks} />
            </ContainerProvider>
          </div>
          <footer className="dialog-foot">
            <button type="button" className="btn btn-large" onClick={close}>
              <Plain text={label(view.view, 'close') || (obj(view.view, 'submit') ? 'Cancel' : 'Close')} />
            </button>
            {submitWords && (
              <button
                type="submit"
                className="btn btn-large btn-primary"
                disabled={flag(view.view, 'submit_disabled')}
                aria-busy={pending || undefined}
              >
                <span className="btn-words">
                  <Plain text={submitWords} />
                </span>
                {pending && <span className="spinner" aria-hidden="true" />}
              </button>
            )}
          </footer>
        </form>
      </div>
    </div>
  );
}
