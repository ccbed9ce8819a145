import { type ReactNode, useId } from 'react';
import type { JsonObject } from '../../protocol.ts';
import { label, str } from '../lib/json.ts';
import { optionText } from '../lib/values.ts';
import { Icon } from '../ui/Icon.tsx';
import type { ElementProps } from './Element.tsx';
import { Listbox } from './Listbox.tsx';
import { useCombo } from './useCombo.ts';

function Chip({ option, onRemove }: { option: JsonObject; onRemove(option: JsonObject): void }): ReactNode {
  return (
    <button type="button" className="chip" aria-label={`Remove ${optionText(option)}`} onClick={() => onRemove(option)}>
      {optionText(option)} <Icon name="close" size={12} />
    </button>
  );
}

/** Selects that are searched by typing, and those of which several entries are chosen. */
export function ComboElement(props: ElementProps): ReactNode {
  const { element } = props;
  const combo = useCombo(props);
  const { open, single, typed, flat, active } = combo;
  const id = useId();
  return (
    <div className={`combo${combo.multi ? ' combo-multi' : ''}`}>
      {combo.multi &&
        combo.chosen.map((option) => <Chip key={str(option, 'value')} option={option} onRemove={combo.toggle} />)}
      <input
        id={props.domId}
        role="combobox"
        autoComplete="off"
        aria-label={props.domId ? undefined : props.name}
        aria-describedby={props.describedBy}
        aria-expanded={open}
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={open && flat[active] ? `${id}-${active}` : undefined}
        data-action-id={str(element, 'action_id')}
        placeholder={single || label(element, 'placeholder') || 'Choose an option'}
        className={single ? 'has-choice' : undefined}
        value={typed ?? single}
        onClick={() => combo.type(typed ?? '')}
        onBlur={() => combo.type(null)}
        onChange={(event) => combo.type(event.target.value)}
        onKeyDown={combo.onKeyDown}
      />
      <Icon name="down" size={16} />
      {open && <Listbox id={id} groups={combo.groups} active={active} isChosen={combo.isChosen} onPick={combo.pick} />}
    </div>
  );
}
