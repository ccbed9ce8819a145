/** One call of the Web API. Throws `SlackError`. */
export type Call = (method: string, args: Record<string, unknown>) => Promise<Record<string, unknown>>;
