import { type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import type { JsonObject } from '../../protocol.ts';
import { useClient } from '../lib/context.ts';
import { isObject, label, num, obj, str } from '../lib/json.ts';
import { optionText } from '../lib/values.ts';
import { Icon } from '../ui/Icon.tsx';
import { Plain } from '../ui/Text.tsx';
import { useElement } from './dispatching.ts';
import type { ElementProps } from './Element.tsx';
import { type OptionGroup, useOptions } from './useOptions.ts';

const text = (value: string): JsonObject => ({ text: { type: 'plain_text', text: value }, value });

/** Selects that are searched by typing, and those of which several entries are chosen. */
export function ComboElement(props: ElementProps): ReactNode {
  const { element } = props;
  const { users } = useClient();
  const { value, choose } = useElement(props);
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const id = useId();
  const groups = useOptions(props, typed);
  const multi = str(element, 'type').startsWith('multi_');
  const ofUsers = str(element, 'type') === 'multi_users_select';
  const chosen = toOptions(value).map((option) =>
    ofUsers
      ? { ...text(str(option, 'value')), text: { text: users.get(str(option, 'value'))?.realName ?? '' } }
      : option,
  );
  const flat = groups.flatMap((group) => group.options);
  const isChosen = (option: JsonObject) => chosen.some((entry) => str(entry, 'value') === str(option, 'value'));
  const bare = (options: JsonObject[]) => (ofUsers ? options.map((option) => str(option, 'value')) : options);
  const toggle = (option: JsonObject) => {
    if (!multi) {
      choose(option);
      setTyped(null);
      return;
    }
    const without = chosen.filter((entry) => str(entry, 'value') !== str(option, 'value'));
    const room = without.length < (num(element, 'max_selected_items') ?? Number.POSITIVE_INFINITY);
    const next = isChosen(option) ? without : room ? [...without, option] : chosen;
    choose(bare(next));
    setTyped('');
  };
  const open = typed !== null;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      if (open && flat.length > 0) setActive((active + step + flat.length) % flat.length);
      else setTyped('');
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      const option = flat[active];
      if (option) toggle(option);
    } else if (event.key === 'Escape' && open) {
      event.stopPropagation();
      setTyped(null);
    } else if (event.key === 'Backspace' && multi && !typed && chosen.length > 0) {
      choose(bare(chosen.slice(0, -1)));
    }
  };
  const single = multi ? '' : optionText(chosen[0]);
  return (
    <div className={`combo${multi ? ' combo-multi' : ''}`}>
      {multi &&
        chosen.map((option) => (
          <button
            type="button"
            key={str(option, 'value')}
            className="chip"
            aria-label={`Remove ${optionText(option)}`}
            onClick={() => choose(bare(chosen.filter((entry) => entry !== option)))}
          >
            {optionText(option)} <Icon name="close" size={12} />
          </button>
        ))}
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
        onClick={() => setTyped(typed ?? '')}
        onBlur={() => setTyped(null)}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <Icon name="down" size={16} />
      {open && <Listbox id={id} groups={groups} active={active} isChosen={isChosen} onPick={toggle} />}
    </div>
  );
}

function toOptions(value: unknown): JsonObject[] {
  const entries: unknown[] = Array.isArray(value) ? value : value ? [value] : [];
  return entries.map((entry) => (typeof entry === 'string' ? text(entry) : (entry as JsonObject))).filter(isObject);
}

interface ListboxProps {
  id: string;
  groups: OptionGroup[];
  active: number;
  isChosen(option: JsonObject): boolean;
  onPick(option: JsonObject): void;
}

function Listbox({ id, groups, active, isChosen, onPick }: ListboxProps): ReactNode {
  let index = -1;
  return (
    <div className="listbox" role="listbox" id={id} aria-label="Options">
      {groups.every((group) => group.options.length === 0) && <div className="listbox-empty">No results</div>}
      {groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset has no place inside of a listbox
        <div key={group.label} role="group" aria-label={group.label || 'Options'}>
          {group.label && <div className="listbox-label">{group.label}</div>}
          {group.options.map((option) => {
            index += 1;
            return (
              <div
                key={str(option, 'value')}
                id={`${id}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={isChosen(option)}
                className={index === active ? 'option is-active' : 'option'}
                ref={index === active ? (node) => node?.scrollIntoView({ block: 'nearest' }) : undefined}
                onMouseDown={(event) => {
                  event.preventDefault();
                  onPick(option);
                }}
              >
                <span>
                  <Plain text={optionText(option)} />
                </span>
                {obj(option, 'description') && (
                  <span className="option-description">{label(option, 'description')}</span>
                )}
                {isChosen(option) && <Icon name="check" size={14} />}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}
