import { type Family, type SettingsOf, unionOf } from '../../family.ts';
import type { IncidentKind } from '../kind.ts';
import { none } from './none.ts';
import { webhook } from './webhook.ts';

export const incidentKinds = { webhook, none } satisfies Record<string, IncidentKind>;
export type IncidentConfig = SettingsOf<typeof incidentKinds>;
export const incidentSchema = unionOf(incidentKinds);

export const incidents: Family<IncidentKind> = {
  folder: 'incidents',
  description:
    'Notifies on-call outside Slack: where an alert goes that Slack does not accept in time. Replaced as a whole by the level below.',
  usual: { kind: 'none' },
  kinds: incidentKinds,
  schema: incidentSchema,
  check: null,
  member: 'incidents',
};
