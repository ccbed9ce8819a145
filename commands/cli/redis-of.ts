import { readEnvironment } from '../../src/config/environment.ts';
import type { CliIo } from './command.ts';

/** Only what leads to the log and the clusters: whoever wants no more need not have Slack's tokens. */
export function redisOf({ env }: CliIo) {
  const { REDIS_URL, SLUICE_PREFIX, SLUICE_KUBECONFIG, KUBECONFIG, SLUICE_UNDO_KEY, SLUICE_UNDO_KEY_PREVIOUS } = env;
  const undo = { SLUICE_UNDO_KEY, SLUICE_UNDO_KEY_PREVIOUS };
  const given = { REDIS_URL, SLUICE_PREFIX, SLUICE_KUBECONFIG, KUBECONFIG, ...undo };
  return readEnvironment({ ...given, SLUICE_ROLE: 'worker', SLACK_BOT_TOKEN: 'xoxb-not-needed' });
}
