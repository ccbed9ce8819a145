/** The settings under which each way to on-call is tried; whoever tries one puts the address of a server in its place. */
export const configs = { webhook: { kind: 'webhook', url: 'http://127.0.0.1:9' }, none: { kind: 'none' } } as const;
