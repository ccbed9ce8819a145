import { type ReactNode, useId } from 'react';
import type { JsonObject } from '../../protocol.ts';
import { isObject, list, obj, str } from '../lib/json.ts';
import { TextObject } from '../ui/TextObject.tsx';
import { useElement } from './dispatching.ts';
import type { ElementProps } from './Element.tsx';

function OptionWords({ option }: { option: JsonObject }): ReactNode {
  return (
    <span className="choice-words">
      <TextObject value={obj(option, 'text')} />
      {obj(option, 'description') && (
        <span className="choice-description">
          <TextObject value={obj(option, 'description')} />
        </span>
      )}
    </span>
  );
}

/** Radio buttons: one of the options. */
export function RadioElement(props: ElementProps): ReactNode {
  const { value, choose } = useElement(props);
  const group = useId();
  const current = isObject(value) ? str(value, 'value') : '';
  return (
    <fieldset className="choices" aria-label={props.name} aria-describedby={props.describedBy}>
      {list(props.element, 'options').map((option) => (
        <label key={str(option, 'value')} className="choice">
          <input type="radio" name={group} checked={str(option, 'value') === current} onChange={() => choose(option)} />
          <OptionWords option={option} />
        </label>
      ))}
    </fieldset>
  );
}

/** Checkboxes: any of the options. */
export function CheckboxesElement(props: ElementProps): ReactNode {
  const { value, choose } = useElement(props);
  const chosen = Array.isArray(value) ? value.filter(isObject) : [];
  const isChosen = (option: JsonObject) => chosen.some((entry) => str(entry, 'value') === str(option, 'value'));
  const all = list(props.element, 'options');
  return (
    <fieldset className="choices" aria-label={props.name} aria-describedby={props.describedBy}>
      {all.map((option) => (
        <label key={str(option, 'value')} className="choice">
          <input
            type="checkbox"
            checked={isChosen(option)}
            onChange={() => choose(all.filter((entry) => isChosen(entry) !== (entry === option)))}
          />
          <OptionWords option={option} />
        </label>
      ))}
    </fieldset>
  );
}
