import { type KeyboardEvent, useState } from 'react';
import type { Json, JsonObject } from '../../protocol.ts';
import { useClient } from '../lib/context.ts';
import { isObject, num, str } from '../lib/json.ts';
import { optionText } from '../lib/values.ts';
import { useElement } from './dispatching.ts';
import type { ElementProps } from './Element.tsx';
import { useOptions } from './useOptions.ts';

const sameValue = (a: JsonObject, b: JsonObject) => str(a, 'value') === str(b, 'value');

/** Chosen options and what adds or removes one, whether the element keeps one, several, or ids of people. */
function useChoice(props: ElementProps) {
  const { element } = props;
  const { users } = useClient();
  const { value, choose } = useElement(props);
  const multi = str(element, 'type').startsWith('multi_');
  const ofUsers = str(element, 'type') === 'multi_users_select';
  const entries: Json[] = Array.isArray(value) ? value : [value];
  const chosen = entries.flatMap((entry): JsonObject[] => {
    if (typeof entry !== 'string') return isObject(entry) ? [entry] : [];
    return [{ text: { type: 'plain_text', text: users.get(entry)?.realName ?? entry }, value: entry }];
  });
  const isChosen = (option: JsonObject) => chosen.some((entry) => sameValue(entry, option));
  const keep = (options: JsonObject[]) => choose(ofUsers ? options.map((option) => str(option, 'value')) : options);
  const toggle = (option: JsonObject) => {
    if (!multi) return choose(option);
    if (isChosen(option)) return keep(chosen.filter((entry) => !sameValue(entry, option)));
    const limit = num(element, 'max_selected_items') ?? Number.POSITIVE_INFINITY;
    if (chosen.length < limit) keep([...chosen, option]);
  };
  return { multi, chosen, isChosen, toggle };
}

/** What a searched select holds and does; its looks are ComboElement's. */
export function useCombo(props: ElementProps) {
  const { multi, chosen, isChosen, toggle } = useChoice(props);
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const groups = useOptions(props, typed);
  const flat = groups.flatMap((group) => group.options);
  const open = typed !== null;
  const single = multi ? '' : optionText(chosen[0]);
  const pick = (option: JsonObject) => {
    toggle(option);
    setTyped(multi ? '' : null);
  };
  const type = (text: string | null) => {
    setTyped(text);
    setActive(0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const [option, last] = [flat[active], chosen.at(-1)];
    if (step !== 0) {
      event.preventDefault();
      if (!open) type('');
      else if (flat.length > 0) setActive((active + step + flat.length) % flat.length);
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      if (option) pick(option);
    } else if (event.key === 'Escape' && open) {
      event.stopPropagation();
      type(null);
    } else if (event.key === 'Backspace' && multi && !typed && last) toggle(last);
  };
  return { multi, chosen, isChosen, toggle, pick, typed, type, open, single, groups, flat, active, onKeyDown };
}
