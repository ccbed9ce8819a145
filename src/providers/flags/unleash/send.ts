import type { Clock } from '../../../platform/clock.ts';
import type { Asked } from '../ask.ts';
import { failure, needsChangeRequest, noRights, refused } from '../failures.ts';
import type { FlagFailure } from '../flags.ts';
import { detailOf, featurePath, type Where } from './find.ts';
import { featureSchema, lifecycleSchema, messageSchema, type Strategy } from './shapes.ts';
import type { Write } from './writes.ts';

/** How often, and for how long in all (ms), it is looked whether an archived flag may be deleted. */
const everyMs = 200;
const settledMs = 5000;

/** Does one write. @returns null when it is done, or was done before */
export async function send(where: Where, clock: Clock, flag: string, write: Write): Promise<FlagFailure | null> {
  const at = featurePath(where, flag);
  const here = [...at, 'environments', where.environment];
  const done = (asked: Asked, also: readonly number[] = []) => outcome(where, flag, asked, also);
  switch (write.kind) {
    case 'create':
      return done(
        await where.ask({ method: 'POST', path: at.slice(0, -1), body: { name: flag, type: 'release' } }),
        [409],
      );
    case 'switch':
      return done(await where.ask({ method: 'POST', path: [...here, write.on ? 'on' : 'off'] }));
    case 'add':
      return done(await where.ask({ method: 'POST', path: [...here, 'strategies'], body: contentOf(write.strategy) }));
    case 'update':
      return done(
        await where.ask({ method: 'PUT', path: [...here, 'strategies', write.id], body: contentOf(write.strategy) }),
      );
    case 'remove':
      return done(await where.ask({ method: 'DELETE', path: [...here, 'strategies', write.id] }), [404]);
    case 'delete':
      return remove(where, clock, flag);
  }
}

function contentOf({ id: _, milestoneId: __, ...content }: Strategy): unknown {
  return content;
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
  const said = messageSchema.safeParse(body).data;
  const wanted = [...(said?.permissions ?? []), said?.message ?? ''].join(' ');
  if (status === 403 && /change.?request/i.test(wanted)) return needsChangeRequest(flag, place);
  if (status === 403)
    return noRights(place, tokenEnv, `change ${flag} in ${environment} (${detailOf(body) || 'HTTP 403'})`);
  return refused(place, status, detailOf(body));
}

/**
 * Archives and deletes a flag, unless another environment has it on. The server notes that it was archived after it has
 * answered, and one of version 7.6 falls over where the flag is gone by then: so it is deleted once that is noted.
 */
async function remove(where: Where, clock: Clock, flag: string): Promise<FlagFailure | null> {
  const path = featurePath(where, flag);
  const feature = await where.ask({ path });
  if (feature.kind === 'failed') return feature.failure;
  const elsewhere = (featureSchema.safeParse(feature.body).data?.environments ?? []).filter(({ enabled }) => enabled);
  if (elsewhere.length > 0) {
    const names = elsewhere.map(({ name }) => name).join(', ');
    return failure(
      'in-use',
      `${flag} is on in ${names}, and so it is not deleted`,
      `delete it in ${where.place.service} when nobody needs it`,
    );
  }
  // One that is archived already is not found there.
  const archive =
    feature.status === 404 ? null : outcome(where, flag, await where.ask({ method: 'DELETE', path }), [404]);
  if (archive) return archive;
  const waited = await untilNoted(where, clock, path);
  if (waited) return waited;
  return outcome(where, flag, await where.ask({ method: 'DELETE', path: ['api', 'admin', 'archive', flag] }), [404]);
}

/** A server that keeps no such notes has nothing to fall over. */
async function untilNoted(where: Where, clock: Clock, path: readonly string[]): Promise<FlagFailure | null> {
  const until = clock.now() + settledMs;
  while (clock.now() < until) {
    const asked = await where.ask({ path: [...path, 'lifecycle'] });
    if (asked.kind === 'failed') return asked.failure;
    const stages = lifecycleSchema.safeParse(asked.body).data ?? [];
    if (asked.status !== 200 || stages.some(({ stage }) => stage === 'archived')) return null;
    await clock.sleep(everyMs);
  }
  return null;
}
