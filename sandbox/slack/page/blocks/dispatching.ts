import type { Json } from '../../protocol.ts';
import { useContainer } from '../lib/context.ts';
import { str } from '../lib/json.ts';
import { elementState, valueIn } from '../lib/values.ts';
import type { ElementProps } from './Element.tsx';

/**
 * An element's current value and what sets it. Outside of an input block a choice is an action at once; inside of one
 * only if the block asks for it (`dispatch_action`).
 */
export function useElement({ blockId, block, element }: ElementProps): { value: Json; choose(value: Json): void } {
  const container = useContainer();
  const value = valueIn(container.values[blockId]?.[str(element, 'action_id')]);
  return {
    value,
    choose(next) {
      const state = elementState(element, next);
      if (str(block, 'type') === 'input' && block['dispatch_action'] !== true) {
        container.change(blockId, element, state);
        return;
      }
      const { type: _, ...chosen } = state;
      const dispatch = async () => {
        if (await container.agreed(element)) await container.dispatch(blockId, element, chosen, state);
      };
      void dispatch();
    },
  };
}
