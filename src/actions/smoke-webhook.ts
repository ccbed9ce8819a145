import { z } from 'zod';
import { hookSchema } from '../domain/webhook.ts';
import { say } from '../words/words.ts';
import { type ActionContext, defineAction } from './action.ts';

const schema = z.object({ kind: z.literal('smoke.webhook'), hook: hookSchema });
type Test = z.infer<typeof schema>;

/** A guess (ms): nobody knows how long another service takes. */
const usualMs = 120_000;

const describe = ({ hook }: Test, { to }: ActionContext) => say`test ${to.version} by ${hostOf(hook.webhook.url)}`;

/** Another service, CI as a rule, was asked to test the candidate, and says that it has passed. */
export const smokeWebhook = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'prepare',
  rank: 0,
  note: ({ hook }, { to }, { took }) =>
    say`${to.version} has passed the test by ${hostOf(hook.webhook.url)}, before any traffic (${took}).`,
  byHand: () => null,
  estimateMs: () => usualMs,
  triesCandidate: true,
  tidies: false,
  leaves: [],
});

/** `ci.example:8443` of an address; actions know no `URL`. */
function hostOf(url: string): string {
  return /^[a-z]+:\/\/([^/?#]+)/i.exec(url)?.[1] ?? url;
}
