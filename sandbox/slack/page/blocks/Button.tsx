import { type ReactNode, useRef, useState } from 'react';
import { useContainer } from '../lib/context.ts';
import { label, obj, str } from '../lib/json.ts';
import { safeUrl } from '../lib/token.ts';
import { Plain } from '../ui/Text.tsx';
import type { ElementProps } from './Element.tsx';

/** A button of Block Kit: shows that it works until the server has answered, and takes no second click meanwhile. */
export function ActionButton({ blockId, element }: ElementProps): ReactNode {
  const container = useContainer();
  const [pending, setPending] = useState(false);
  const busy = useRef(false);
  const url = safeUrl(str(element, 'url'));
  const click = async () => {
    if (busy.current) return;
    busy.current = true;
    const agreed = await container.agreed(element);
    busy.current = agreed;
    if (!agreed) return;
    if (str(element, 'url') && url) window.open(url, '_blank', 'noopener');
    setPending(true);
    await container.dispatch(blockId, element, {});
    busy.current = false;
    setPending(false);
  };
  const style = str(element, 'style');
  return (
    <button
      type="button"
      className={`btn${style === 'primary' || style === 'danger' ? ` btn-${style}` : ''}`}
      data-action-id={str(element, 'action_id')}
      aria-label={str(element, 'accessibility_label') || undefined}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      onClick={() => void click()}
    >
      <span className="btn-words">
        <Plain text={label(element, 'text')} emoji={obj(element, 'text')?.['emoji'] !== false} />
      </span>
      {pending && <span className="spinner" aria-hidden="true" />}
    </button>
  );
}
