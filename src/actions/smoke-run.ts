import { z } from 'zod';
import { counted } from '../words/format.ts';
import { say } from '../words/words.ts';
import { type ActionContext, defineAction } from './action.ts';

const pathProblem = 'expected a path such as /health, escaped, and without “..”';

/** A request to the new version before it gets any traffic, and what is expected of its answer. */
export const smokeCheckSchema = z.object({
  /** With its query, as it stands in a request: escaped. `staysBelow` holds for it, too. */
  path: z
    .string()
    .regex(/^\/[\w\-.~!$&'()*+,;=:@%/?]*$/, { error: pathProblem })
    .max(1000),
  /** Of HTTP. Where it redirects, the redirect is the answer: it is not followed. */
  status: z.number().int().min(200).max(599),
  /** A text that the body has. */
  contains: z.string().min(1).max(500).nullable(),
});
export type SmokeCheck = z.infer<typeof smokeCheckSchema>;

/** It stands behind the address of a pod, and must not lead away from it. */
export const staysBelow = {
  holds: (path: string) => !/(?:\/|%2f)(?:\.|%2e){1,2}(?:\/|%2f|\?|$)/i.test(path),
  error: pathProblem,
};

const schema = z.object({ kind: z.literal('smoke.run'), checks: z.array(smokeCheckSchema).min(1) });
type Run = z.infer<typeof schema>;

const describe = ({ checks }: Run, { to }: ActionContext) =>
  say`try ${to.version} with ${counted(checks.length, 'request')}`;

/** A pod of the candidate has answered each request as expected, before it gets any traffic. */
export const smokeRun = defineAction(schema, {
  describe,
  describeUndo: describe,
  group: () => 'prepare',
  rank: 0,
  note: ({ checks }, { to }, { took }) =>
    say`${to.version} answered ${counted(checks.length, 'request')} as expected, before any traffic (${took}).`,
  byHand: () => null,
  estimateMs: () => 1000,
  tidies: false,
  leaves: [],
});
