import { foldLog } from '../domain/fold.ts';
import type { Refusal } from '../domain/reasons.ts';
import { isLive, type Release } from '../domain/release.ts';
import type { Request } from '../domain/request.ts';
import type { RequestDeps } from './deps.ts';
import { type Ask, draft } from './draft.ts';

export type Asked =
  | { kind: 'created'; id: string; number: number }
  /** The same ask was delivered before; nothing new was made. */
  | { kind: 'repeated'; id: string }
  | { kind: 'refused'; refusal: Refusal };

/** Makes a release of a request, or says why not. Either nothing is written, or a release with its plan and gates. */
export async function ask(deps: RequestDeps, wanted: Ask): Promise<Asked> {
  const drafted = await draft(deps, wanted);
  if (drafted.kind === 'refused') return drafted;
  const { request, plan, digest, gates, refusal } = drafted;
  const busyId = await deps.store.liveOf(request.service, request.environment);
  if (busyId) return busyOrRepeated(deps, busyId, request);
  if (refusal) return { kind: 'refused', refusal };
  const made = await deps.store.create({ type: 'requested', at: deps.clock.now(), request, plan, digest, gates });
  switch (made.kind) {
    case 'busy':
      return busyOrRepeated(deps, made.id, request);
    case 'repeated':
      return made;
    case 'created':
      deps.log.info(
        { release: made.id, service: request.service, to: plan.to.version, by: request.by.id },
        'requested',
      );
      await Promise.all([deps.queue.wake(made.id), deps.queue.tell(made.id, true)]);
      return made;
  }
}

async function busyOrRepeated(deps: RequestDeps, id: string, { key, service, environment }: Request): Promise<Asked> {
  const release = await loadLive(deps, id);
  if (release?.request.key === key) return { kind: 'repeated', id };
  const facts = {
    number: String(release?.number ?? id.slice(1)),
    id,
    service,
    environment,
    by: release?.request.by.id ?? '',
    version: release?.plan.to.version ?? '',
    percent: String(release?.percent ?? 0),
  };
  return { kind: 'refused', refusal: { code: 'busy', facts } };
}

async function loadLive(deps: RequestDeps, id: string): Promise<Release | null> {
  const loaded = await deps.store.load(id);
  if (loaded.kind !== 'found') return null;
  const release = foldLog(loaded.events);
  return isLive(release) ? release : null;
}
