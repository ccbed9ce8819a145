import { type DeployValues, placeChosen, subjectChosen } from '../../src/messages/forms/form-values.ts';
import type { ReleaseRequestJob } from '../../src/queue/requests.ts';
import type { NewRequest } from '../../src/requests/place.ts';

export interface FormUser {
  id: string;
  name?: string;
}

/** Where the form was opened, and a key that is the same however often it is sent. */
interface Sent {
  key: string;
  channel: string | null;
}

/** What the form asks for; null as long as it lacks what nothing can be asked for without. */
export function newRequestOf(values: DeployValues, user: FormUser, sent: Sent): NewRequest | null {
  const subject = subjectChosen(values);
  if (!subject) return null;
  const { strategy, flag, reason } = values;
  const by = { id: user.id, name: user.name ?? user.id };
  const flags = flag === null ? {} : { flags: [flag] };
  return { strategy, reason, ...placeChosen(values), ...subject, ...flags, by, ...sent, backwards: false };
}

/** The same, for a worker to answer. @param at milliseconds since the epoch */
export function jobOf({ backwards: _, train, ...wanted }: NewRequest, at: number): ReleaseRequestJob {
  const asking = { ...wanted, at, responseUrl: null };
  return train ? { kind: 'train', word: 'deploy', train, ...asking } : { kind: 'deploy', ...asking };
}
