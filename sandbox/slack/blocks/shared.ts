import { z } from 'zod';
import { confirm, id, plain } from './composition.ts';

/** Fields that several elements have. */
export const action = { action_id: id.optional() };
export const focus = { focus_on_load: z.boolean().optional() };
export const place = { placeholder: plain(150).optional() };
export const ask = { confirm: confirm.optional() };
export const dispatch = {
  dispatch_action_config: z
    .strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1) })
    .optional(),
};
