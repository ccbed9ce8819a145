import type { Asked } from '../ask.ts';
import { failure, needsChangeRequest, noRights, refused } from '../failures.ts';
import type { FlagFailure } from '../flags.ts';
import { definitionPath, detailOf, flagPath, root, type Where } from './find.ts';
import { definitionSchema, environmentsSchema } from './shapes.ts';
import { patchOf, type Write } from './writes.ts';

/** Does one write. @returns null when it is done, or was done before */
export async function send(where: Where, flag: string, write: Write): Promise<FlagFailure | null> {
  const { ask, workspace, trafficType } = where;
  const at = definitionPath(where, flag);
  const done = (asked: Asked, also: readonly number[] = []) => outcome(where, flag, asked, also);
  switch (write.kind) {
    case 'create': {
      const path = [...root, 'splits', 'ws', workspace, 'trafficTypes', trafficType];
      return done(await ask({ method: 'POST', path, body: { name: flag, description: '' } }), [409]);
    }
    case 'define':
      return done(await ask({ method: 'POST', path: at, body: write.definition }));
    case 'update':
      return done(await ask({ method: 'PATCH', path: at, body: patchOf(write.from, write.to) }));
    case 'undefine':
      return done(await ask({ method: 'DELETE', path: at }), [404]);
    case 'switch':
      return done(await ask({ method: 'PUT', path: [...at, write.on ? 'restore' : 'kill'], body: {} }));
    case 'delete':
      return remove(where, flag);
  }
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
  const detail = detailOf(body);
  if (/approv|change.?request/i.test(detail)) return needsChangeRequest(flag, place);
  if (status === 403) return noRights(place, tokenEnv, `change ${flag} in ${environment} (${detail || 'HTTP 403'})`);
  return refused(place, status, detail);
}

/** Deletes a flag, unless another environment has rules for it that serve anybody. */
async function remove(where: Where, flag: string): Promise<FlagFailure | null> {
  const { ask, workspace, place } = where;
  const listed = await ask({ path: [...root, 'environments', 'ws', workspace] });
  if (listed.kind === 'failed') return listed.failure;
  const environments = environmentsSchema.safeParse(listed.body);
  if (!environments.success) return refused(place, listed.status, detailOf(listed.body));
  for (const { name } of environments.data) {
    const asked = await ask({ path: definitionPath({ ...where, environment: name }, flag) });
    if (asked.kind === 'failed') return asked.failure;
    const serves = asked.status !== 404 && definitionSchema.safeParse(asked.body).data?.killed !== true;
    if (serves)
      return failure(
        'in-use',
        `${flag} is on in ${name}, and so it is not deleted`,
        `delete it in ${place.service} when nobody needs it`,
      );
  }
  return outcome(where, flag, await ask({ method: 'DELETE', path: flagPath(where, flag) }), [404]);
}
