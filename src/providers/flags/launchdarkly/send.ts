import type { Asked } from '../ask.ts';
import { failure, needsChangeRequest, noRights, refused } from '../failures.ts';
import type { FlagFailure } from '../flags.ts';
import { detailOf, find, flagPath, type Where } from './find.ts';
import { flagSchema } from './shapes.ts';
import { instructions, type Write } from './writes.ts';

const semantic = { 'content-type': 'application/json; domain-model=launchdarkly.semanticpatch' };

/** Does one write. @returns null when it is done, or was done before */
export async function send(where: Where, flag: string, write: Write): Promise<FlagFailure | null> {
  const { ask, project } = where;
  switch (write.kind) {
    case 'create': {
      const body = { key: flag, name: flag, temporary: true };
      return outcome(where, flag, await ask({ method: 'POST', path: ['api', 'v2', 'flags', project], body }), [409]);
    }
    case 'patch':
      return patch(where, flag, write);
    case 'delete':
      return remove(where, flag);
  }
}

async function patch(
  where: Where,
  flag: string,
  { from, to }: Extract<Write, { kind: 'patch' }>,
): Promise<FlagFailure | null> {
  const found = from ? { kind: 'found' as const, rules: from } : await find(where, flag);
  if (found.kind === 'failed') return found.failure;
  const body = {
    environmentKey: where.environment,
    comment: 'Changed by Sluice',
    instructions: instructions(found.rules, to),
  };
  return outcome(
    where,
    flag,
    await where.ask({ method: 'PATCH', path: flagPath(where, flag), body, headers: semantic }),
    [],
  );
}

/** @param also statuses that say that it was done before */
function outcome(
  { place, environment, tokenEnv }: Where,
  flag: string,
  asked: Asked,
  also: readonly number[],
): FlagFailure | null {
  if (asked.kind === 'failed') return asked.failure;
  const { status, body } = asked;
  if (status < 300 || also.includes(status)) return null;
  switch (status) {
    case 403:
      return noRights(place, tokenEnv, `change ${flag} in ${environment} (${detailOf(body) || 'HTTP 403'})`);
    case 405:
      return needsChangeRequest(flag, place);
    case 409: {
      const words = `${place.service} is busy with another change of ${flag} (HTTP 409)`;
      return { code: 'throttled', words, remedy: 'wait: Sluice tries again by itself', retryAfterMs: null };
    }
    default:
      return refused(place, status, detailOf(body));
  }
}

/** Deletes a flag, unless another environment has it on. */
async function remove(where: Where, flag: string): Promise<FlagFailure | null> {
  const path = flagPath(where, flag);
  const asked = await where.ask({ path, query: { summary: '0' } });
  if (asked.kind === 'failed') return asked.failure;
  if (asked.status === 404) return null;
  const read = flagSchema.safeParse(asked.body);
  if (!read.success) return refused(where.place, asked.status, detailOf(asked.body));
  const elsewhere = Object.entries(read.data.environments).filter(([, { on }]) => on);
  if (elsewhere.length > 0) {
    const names = elsewhere.map(([name]) => name).join(', ');
    return failure(
      'in-use',
      `${flag} is on in ${names}, and so it is not deleted`,
      `delete it in ${where.place.service} when nobody needs it`,
    );
  }
  return outcome(where, flag, await where.ask({ method: 'DELETE', path }), [404]);
}
