import type { Until } from './port.ts';

/** One call of the Web API. Throws `SlackError`; with the code `late`, and without a request, where `until` is over. */
export type Call = (method: string, args: Record<string, unknown>, until?: Until) => Promise<Record<string, unknown>>;
