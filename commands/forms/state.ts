import { z } from 'zod';
import { readJson } from '../../src/domain/json.ts';

/** `view.state.values`: block_id → action_id → the state of the element. */
const stateSchema = z.record(z.string(), z.record(z.string(), z.unknown()));

/** The `block_id` of a field as the person sees it now; null where the form has no such field. */
export function blockOf(values: unknown, actionId: string): string | null {
  const state = stateSchema.safeParse(values).data ?? {};
  return Object.keys(state).find((blockId) => state[blockId]?.[actionId] !== undefined) ?? null;
}

/** What the form of `/deploy` remembers between two clicks. */
export interface FormMemory {
  /** Where it was asked for. */
  channel: string | null;
  /** Whether the person chose the environment: one that was only proposed goes with the version. */
  chosen: boolean;
  /** The environment that was proposed last; null as long as none was. */
  proposed: string | null;
}

const memorySchema = z.object({
  channel: z.string().nullable(),
  chosen: z.boolean(),
  proposed: z.string().nullable().default(null),
});

export function writeMemory(memory: FormMemory): string {
  return JSON.stringify(memory);
}

/** The memory of a view's `private_metadata`; an empty one where it is none of ours. */
export function readMemory(metadata: string): FormMemory {
  return readJson(memorySchema, metadata) ?? { channel: null, chosen: false, proposed: null };
}
