import type { Incident } from '../../src/providers/incidents/incident-notifier.ts';

/** An alert that Slack has not taken. */
export const incident: Incident = {
  summary: '🔴 checkout 2.5.0 was rolled back',
  severity: 'error',
  release: { id: 'r7', number: 7 },
  service: 'checkout',
  environment: 'production',
  from: '2.4.1',
  to: '2.5.0',
  link: null,
  dedupKey: 'r7:alert:rollback',
  at: Date.UTC(2026, 10, 21),
};
