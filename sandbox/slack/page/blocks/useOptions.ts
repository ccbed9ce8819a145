import { useEffect, useMemo, useRef, useState } from 'react';
import type { JsonObject } from '../../protocol.ts';
import { useClient, useContainer } from '../lib/context.ts';
import { label, list, num, str } from '../lib/json.ts';
import { optionText } from '../lib/values.ts';
import type { ElementProps } from './Element.tsx';

export interface OptionGroup {
  label: string;
  options: JsonObject[];
}

const ASK_AFTER_MS = 120;

/** Groups of an element or of a bot's answer; options without groups become one group without a name. */
export function toGroups(source: { options?: JsonObject[]; option_groups?: JsonObject[] }): OptionGroup[] {
  const groups = source.option_groups ?? [];
  if (groups.length === 0) return [{ label: '', options: source.options ?? [] }];
  return groups.map((group) => ({ label: label(group, 'label'), options: list(group, 'options') }));
}

/** Only what contains the typed text, without regard to case. */
export function filterGroups(groups: OptionGroup[], typed: string): OptionGroup[] {
  const wanted = typed.trim().toLowerCase();
  return groups
    .map((group) => ({
      ...group,
      options: group.options.filter((option) => optionText(option).toLowerCase().includes(wanted)),
    }))
    .filter((group) => group.options.length > 0);
}

/** What a searched select offers for the typed text (null: closed); external ones ask the bot. */
export function useOptions({ blockId, element }: ElementProps, typed: string | null): OptionGroup[] {
  const { users } = useClient();
  const { suggest } = useContainer();
  const ask = useRef(suggest);
  useEffect(() => {
    ask.current = suggest;
  });
  const [found, setFound] = useState<OptionGroup[]>([]);
  const type = str(element, 'type');
  const actionId = str(element, 'action_id');
  const external = type.includes('external');
  const enough = typed !== null && typed.length >= (num(element, 'min_query_length') ?? 3);
  useEffect(() => {
    if (!external || typed === null || !enough) return;
    let current = true;
    const timer = setTimeout(async () => {
      const answer = await ask.current(blockId, actionId, typed);
      if (current && answer.ok) setFound(toGroups(answer));
    }, ASK_AFTER_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [external, typed, enough, blockId, actionId]);
  return useMemo(() => {
    if (external) return enough ? found : [];
    if (type === 'multi_users_select')
      return filterGroups([{ label: '', options: [...users.values()].map(ofUser) }], typed ?? '');
    return filterGroups(
      toGroups({ options: list(element, 'options'), option_groups: list(element, 'option_groups') }),
      typed ?? '',
    );
  }, [external, enough, found, type, users, element, typed]);
}

function ofUser(user: { id: string; realName: string }): JsonObject {
  return { text: { type: 'plain_text', text: user.realName }, value: user.id };
}
