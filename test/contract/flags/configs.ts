/** Settings of every kind, as its suite runs on them; the address is that of the server that the test starts. */
export const configs = {
  unleash: { kind: 'unleash', url: 'http://127.0.0.1:4242', environment: 'development' },
  launchdarkly: { kind: 'launchdarkly', url: 'http://127.0.0.1:4242', environment: 'production' },
  split: { kind: 'split', url: 'http://127.0.0.1:4242', workspace: 'w1', environment: 'production' },
  ofrep: { kind: 'ofrep', url: 'http://127.0.0.1:4242', environment: 'production' },
  none: { kind: 'none' },
} as const;
