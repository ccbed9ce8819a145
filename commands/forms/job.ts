import { type DeployValues, placeChosen } from '../../src/messages/forms/form-values.ts';
import type { ReleaseRequestJob } from '../../src/queue/requests.ts';
import type { NewRequest } from '../../src/requests/place.ts';

export interface FormUser {
  id: string;
  name?: string;
}

/** The form with the two fields without which nothing is asked for. */
export interface FilledIn extends DeployValues {
  service: string;
  version: string;
}

export function isFilledIn(values: DeployValues): values is FilledIn {
  return values.service !== null && values.version !== null;
}

/** Where the form was opened, and a key that is the same however often it is sent. */
interface Sent {
  key: string;
  channel: string | null;
}

/** What the form asks for. */
export function newRequestOf({ flag, ...values }: FilledIn, user: FormUser, sent: Sent): NewRequest {
  const by = { id: user.id, name: user.name ?? user.id };
  const flags = flag === null ? {} : { flags: [flag] };
  return { ...values, ...placeChosen(values), ...flags, by, ...sent, backwards: false };
}

/** The same, for a worker to answer. @param at milliseconds since the epoch */
export function jobOf({ backwards: _, train, ...wanted }: NewRequest, at: number): ReleaseRequestJob {
  const asking = { ...wanted, at, responseUrl: null };
  return train ? { kind: 'train', word: 'deploy', train, ...asking } : { kind: 'deploy', ...asking };
}
