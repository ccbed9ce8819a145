import { type ReactNode, useId } from 'react';
import type { JsonObject } from '../../protocol.ts';
import { useContainer } from '../lib/context.ts';
import { flag, label, obj, str } from '../lib/json.ts';
import { Plain } from '../ui/Text.tsx';
import { BlockElement } from './Element.tsx';

/** Kinds that are one control, which a <label> may name; the others name themselves as a group. */
const GROUPS = new Set(['radio_buttons', 'checkboxes']);

/** An input block: label, field, error and hint. */
export function InputBlock({ block }: { block: JsonObject }): ReactNode {
  const { errors } = useContainer();
  const id = useId();
  const blockId = str(block, 'block_id');
  const element = obj(block, 'element');
  const error = errors[blockId];
  if (!element) return null;
  const isGroup = GROUPS.has(str(element, 'type'));
  const caption = (
    <>
      <Plain text={label(block, 'label')} />
      {flag(block, 'optional') && <span className="optional"> (optional)</span>}
    </>
  );
  const hint = label(block, 'hint');
  return (
    <div className={error ? 'input-block has-error' : 'input-block'}>
      {isGroup ? (
        <span className="input-label">{caption}</span>
      ) : (
        <label className="input-label" htmlFor={id}>
          {caption}
        </label>
      )}
      <BlockElement
        blockId={blockId}
        block={block}
        element={element}
        name={label(block, 'label')}
        domId={isGroup ? undefined : id}
        describedBy={error || hint ? `${id}-about` : undefined}
      />
      <div id={`${id}-about`}>
        {error && (
          <div className="input-error" role="alert">
            <Plain text={error} />
          </div>
        )}
        {hint && (
          <div className="input-hint">
            <Plain text={hint} />
          </div>
        )}
      </div>
    </div>
  );
}
