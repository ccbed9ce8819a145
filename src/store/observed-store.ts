import type { ReleaseEvent } from '../domain/events.ts';
import type { Telemetry } from '../platform/telemetry.ts';
import { linkTo, noteOnSpan } from '../platform/tracing.ts';
import type { ReleaseStore } from './release-store.ts';
import type { SpanLinks } from './span-links.ts';

/**
 * The store with every written event counted, whoever writes it, and with a worker's lease linked to what woke it.
 * @param spanLinks null where nothing is traced
 */
export function observeStore(store: ReleaseStore, telemetry: Telemetry, spanLinks: SpanLinks | null): ReleaseStore {
  return {
    ...store,
    async create(first) {
      const created = await store.create(first);
      if (created.kind === 'created') telemetry.events.inc({ type: first.type });
      return created;
    },
    async enqueue(first, how) {
      const created = await store.enqueue(first, how);
      if (created.kind === 'created') for (const { type } of [first, how.queued]) telemetry.events.inc({ type });
      return created;
    },
    async createFor(train, first) {
      const created = await store.createFor(train, first);
      if (created.kind === 'created') telemetry.events.inc({ type: first.type });
      return created;
    },
    async append(id, expected, events, lease) {
      const appended = await store.append(id, expected, events, lease);
      if (appended.kind === 'appended') for (const event of events) count(telemetry, event);
      return appended;
    },
    async claim(id, known) {
      noteOnSpan({ 'sluice.release': id });
      const link = spanLinks && (await spanLinks.take(id).catch(() => null));
      if (link) linkTo(link);
      return store.claim(id, known);
    },
  };
}

function count({ events, verdicts, rollbacks, finished }: Telemetry, event: ReleaseEvent): void {
  events.inc({ type: event.type });
  if (event.type === 'measured') verdicts.inc({ kind: event.verdict.kind });
  if (event.type === 'rollback.started') rollbacks.inc({ cause: event.cause.code });
  if (event.type === 'finished') finished.inc({ outcome: event.outcome });
}
