import type { DeployValues } from '../../src/messages/forms/form-values.ts';
import type { AskJob } from '../../src/queue/names.ts';

export interface FormUser {
  id: string;
  name?: string;
}

/** What the form asks for. @param key the same for the same form, however often it is sent */
export function jobOf(values: DeployValues, user: FormUser, key: string, channel: string | null): AskJob {
  const { service, version, environment, strategy, reason } = values;
  return {
    kind: 'deploy',
    by: { id: user.id, name: user.name ?? user.id },
    service: service ?? '',
    version: version ?? '',
    environment,
    strategy,
    reason,
    key,
    channel,
    responseUrl: null,
  };
}
