import { type ReactNode, useId } from 'react';
import type { JsonObject } from '../../protocol.ts';
import { label, obj, str } from '../lib/json.ts';
import { Icon } from './Icon.tsx';
import { Plain } from './Text.tsx';
import { TextObject } from './TextObject.tsx';
import { useDialog } from './useDialog.ts';

/** A confirm object of Block Kit, asked before an action is sent. */
export function Confirm({ dialog, onAnswer }: { dialog: JsonObject; onAnswer(agreed: boolean): void }): ReactNode {
  const { ref, onKeyDown } = useDialog(true, () => onAnswer(false));
  const id = useId();
  const danger = str(dialog, 'style') === 'danger';
  return (
    <div className="backdrop">
      <div
        ref={ref}
        className="dialog dialog-small"
        role="alertdialog"
        aria-modal="true"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-text`}
        tabIndex={-1}
        onKeyDown={onKeyDown}
      >
        <header className="dialog-head">
          <h2 id={`${id}-title`}>
            <Plain text={label(dialog, 'title')} />
          </h2>
          <button type="button" className="icon-button" aria-label="Close" onClick={() => onAnswer(false)}>
            <Icon name="close" />
          </button>
        </header>
        <div className="dialog-body" id={`${id}-text`}>
          <TextObject value={obj(dialog, 'text')} />
        </div>
        <footer className="dialog-foot">
          <button type="button" className="btn" onClick={() => onAnswer(false)}>
            <Plain text={label(dialog, 'deny') || 'Cancel'} />
          </button>
          <button
            type="button"
            data-autofocus
            className={`btn ${danger ? 'btn-danger' : 'btn-primary'}`}
            onClick={() => onAnswer(true)}
          >
            <Plain text={label(dialog, 'confirm') || 'Yes'} />
          </button>
        </footer>
      </div>
    </div>
  );
}
