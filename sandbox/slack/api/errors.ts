import type { JsonObject } from '../protocol.ts';

/** Slack's way to say no: {ok: false, error, …}. */
export class SlackError extends Error {
  readonly code: string;
  readonly details: JsonObject;

  /** @param details further fields of the answer */
  constructor(code: string, details: JsonObject = {}) {
    super(code);
    this.name = 'SlackError';
    this.code = code;
    this.details = details;
  }
}

/** An error with Slack's lines on what is wrong where. */
export function withMessages(code: string, lines: string[]): SlackError {
  return new SlackError(code, {
    errors: lines,
    response_metadata: { messages: lines.map((words) => `[ERROR] ${words}`) },
  });
}
