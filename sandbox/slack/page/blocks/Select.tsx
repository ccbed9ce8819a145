import type { ReactNode } from 'react';
import type { Json, JsonObject } from '../../protocol.ts';
import { type Client, useClient } from '../lib/context.ts';
import { isObject, label, list, str } from '../lib/json.ts';
import { optionsOf, optionText } from '../lib/values.ts';
import { Icon } from '../ui/Icon.tsx';
import { useElement } from './dispatching.ts';
import type { ElementProps } from './Element.tsx';

interface Choice {
  key: string;
  text: string;
  value: Json;
}

function choicesOf(element: JsonObject, client: Client): Choice[] {
  switch (str(element, 'type')) {
    case 'users_select':
      return [...client.users.values()].map((user) => ({
        key: user.id,
        text: user.isBot ? user.realName : `${user.realName} (${user.title})`,
        value: user.id,
      }));
    case 'channels_select':
    case 'conversations_select':
      return [...client.channels.values()]
        .filter((channel) => !channel.isIm)
        .map((channel) => ({ key: channel.id, text: `#${channel.name}`, value: channel.id }));
    default:
      return list(element, 'options').map(optionChoice);
  }
}

function optionChoice(option: JsonObject): Choice {
  return { key: str(option, 'value'), text: optionText(option), value: option };
}

function Options({ choices }: { choices: Choice[] }): ReactNode {
  return choices.map((choice) => (
    <option key={choice.key} value={choice.key}>
      {choice.text}
    </option>
  ));
}

/** Menus of which one entry is chosen: the browser's own select, in Slack's dress. */
export function SelectElement(props: ElementProps): ReactNode {
  const { element } = props;
  const client = useClient();
  const { value, choose } = useElement(props);
  const groups = list(element, 'option_groups');
  const choices = choicesOf(element, client);
  const all = groups.length > 0 ? optionsOf(element).map(optionChoice) : choices;
  const current = isObject(value) ? str(value, 'value') : typeof value === 'string' ? value : '';
  const placeholder = label(element, 'placeholder') || 'Choose an option';
  return (
    <span className="select">
      <select
        id={props.domId}
        aria-label={props.domId ? undefined : props.name || placeholder}
        aria-describedby={props.describedBy}
        data-action-id={str(element, 'action_id')}
        className={current ? undefined : 'is-empty'}
        value={current}
        onChange={(event) => {
          const found = all.find((choice) => choice.key === event.target.value);
          if (found) choose(found.value);
        }}
      >
        <option value="" disabled hidden>
          {placeholder}
        </option>
        {groups.length === 0 && <Options choices={choices} />}
        {groups.map((group) => (
          <optgroup key={label(group, 'label')} label={label(group, 'label')}>
            <Options choices={list(group, 'options').map(optionChoice)} />
          </optgroup>
        ))}
      </select>
      <Icon name="down" size={16} />
    </span>
  );
}
