import type { ReactNode } from 'react';
import type { JsonObject } from '../../protocol.ts';
import { label, obj, str } from '../lib/json.ts';
import { optionText } from '../lib/values.ts';
import { Icon } from '../ui/Icon.tsx';
import { Plain } from '../ui/Text.tsx';
import type { OptionGroup } from './useOptions.ts';

interface Props {
  id: string;
  groups: OptionGroup[];
  /** Place of the highlighted option among all. */
  active: number;
  isChosen(option: JsonObject): boolean;
  onPick(option: JsonObject): void;
}

interface OptionProps {
  id: string;
  option: JsonObject;
  active: boolean;
  chosen: boolean;
  onPick(option: JsonObject): void;
}

function Option({ id, option, active, chosen, onPick }: OptionProps): ReactNode {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      className={active ? 'option is-active' : 'option'}
      ref={active ? (node) => node?.scrollIntoView({ block: 'nearest' }) : undefined}
      onMouseDown={(event) => {
        event.preventDefault();
        onPick(option);
      }}
    >
      <span>
        <Plain text={optionText(option)} />
      </span>
      {obj(option, 'description') && <span className="option-description">{label(option, 'description')}</span>}
      {chosen && <Icon name="check" size={14} />}
    </div>
  );
}

/** The options of a searched select; the focus stays in the text field, which points here. */
export function Listbox({ id, groups, active, isChosen, onPick }: Props): ReactNode {
  const flat = groups.flatMap((group) => group.options);
  return (
    <div className="listbox" role="listbox" id={id} aria-label="Options">
      {flat.length === 0 && <div className="listbox-empty">No results</div>}
      {groups.map((group) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset has no place inside of a listbox
        <div key={group.label} role="group" aria-label={group.label || 'Options'}>
          {group.label && <div className="listbox-label">{group.label}</div>}
          {group.options.map((option) => (
            <Option
              key={str(option, 'value')}
              id={`${id}-${flat.indexOf(option)}`}
              option={option}
              active={flat.indexOf(option) === active}
              chosen={isChosen(option)}
              onPick={onPick}
            />
          ))}
        </div>
      ))}
    </div>
  );
}
