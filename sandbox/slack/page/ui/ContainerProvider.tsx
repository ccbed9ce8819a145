import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { JsonObject, PageAct, PageMessage } from '../../protocol.ts';
import { type Container, ContainerContext, type Unsigned, useClient } from '../lib/context.ts';
import { obj, str } from '../lib/json.ts';
import { actionOf, problems, reconcile, type Values, withValue } from '../lib/values.ts';

type Click = Extract<Unsigned<PageAct>, { type: 'click' }>;

const NO_FILES: PageMessage['files'] = [];

interface Props {
  blocks: JsonObject[];
  target: Click['container'];
  errors?: Record<string, string>;
  /** Also points at what is missing, as it stands now. */
  checked?: boolean;
  /** What was typed or chosen before this page was opened. */
  initial?: Values;
  files?: PageMessage['files'];
  /** Told of every change, e.g. by a modal that submits the values later. */
  onValues?: (values: Values) => void;
  children: ReactNode;
}

const NO_ERRORS: Record<string, string> = {};

/** Keeps the values of a message or a view, across new editions of its blocks, and sends its actions. */
export function ContainerProvider({
  blocks,
  target,
  errors,
  checked = false,
  initial,
  files,
  onValues,
  children,
}: Props): ReactNode {
  const client = useClient();
  const [held, setHeld] = useState(() => ({ blocks, values: reconcile(initial ?? {}, blocks) }));
  let values = held.values;
  if (held.blocks !== blocks) {
    values = reconcile(held.values, blocks);
    setHeld({ blocks, values });
  }
  useEffect(() => onValues?.(values), [onValues, values]);
  const container = useMemo((): Container => {
    const keep = (blockId: string, element: JsonObject, state: JsonObject) =>
      setHeld((now) => ({ ...now, values: withValue(now.values, blockId, str(element, 'action_id'), state) }));
    return {
      values,
      errors: checked ? { ...errors, ...problems(blocks, values) } : (errors ?? NO_ERRORS),
      files: files ?? NO_FILES,
      change: keep,
      async agreed(element) {
        const dialog = obj(element, 'confirm');
        return !dialog || client.confirm(dialog);
      },
      async dispatch(blockId, element, chosen, state) {
        if (state) keep(blockId, element, state);
        const sent = state ? withValue(values, blockId, str(element, 'action_id'), state) : values;
        const action = actionOf(blockId, element, chosen, Date.now());
        await client.act({ type: 'click', container: target, blockId, action, state: sent });
      },
      suggest: (blockId, actionId, value) => {
        const viewId = target.type === 'view' ? target.viewId : '';
        return client.act({ type: 'suggest', viewId, blockId, actionId, value });
      },
    };
  }, [values, errors, checked, blocks, files, client, target]);
  return <ContainerContext value={container}>{children}</ContainerContext>;
}
