import type { Json, JsonObject } from '../protocol.ts';

/** True for a JSON object (not an array, not null). */
export function isObject(value: Json | undefined | unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The interactive (and other) elements inside one block. */
export function elementsOf(block: JsonObject): JsonObject[] {
  const found: JsonObject[] = [];
  const type = block['type'];
  const { accessory, element, elements } = block;
  if (type === 'section' && isObject(accessory)) found.push(accessory);
  if (type === 'input' && isObject(element)) found.push(element);
  if ((type === 'actions' || type === 'context') && Array.isArray(elements)) found.push(...elements.filter(isObject));
  return found;
}

export interface FoundElement {
  blockId: string;
  element: JsonObject;
  block: JsonObject;
}

/** Every element with an action_id, in reading order. */
export function interactiveElements(blocks: JsonObject[]): FoundElement[] {
  return blocks.flatMap((block) =>
    elementsOf(block)
      .filter((element) => typeof element['action_id'] === 'string')
      .map((element) => ({ blockId: String(block['block_id']), element, block })),
  );
}

/** The blocks of a message with those in its attachments. */
export function allBlocks(message: { blocks: JsonObject[]; attachments: JsonObject[] }): JsonObject[] {
  const inner = message.attachments.flatMap((attachment) => {
    const { blocks } = attachment;
    return Array.isArray(blocks) ? blocks.filter(isObject) : [];
  });
  return [...message.blocks, ...inner];
}
