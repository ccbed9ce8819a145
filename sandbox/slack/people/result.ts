import type { JsonObject } from '../protocol.ts';
import type { DeliveryOutcome } from '../world/model.ts';

/** What a person gets to know after acting. `error` is in words for people. */
export type ActResult =
  | { ok: true; options?: JsonObject[]; option_groups?: JsonObject[] }
  | { ok: false; error: string };

export const done: ActResult = { ok: true };

export function refused(error: string): ActResult {
  return { ok: false, error };
}

/** What Slack's client shows when the app did not answer an interaction. */
export function trouble(outcome: DeliveryOutcome & { kind: 'failed' }): ActResult {
  return refused(`We had some trouble connecting. Try again? (${outcome.error})`);
}
