import type { EventOf } from '../../domain/events.ts';
import type { Release } from '../../domain/release.ts';
import { backupOf } from '../../domain/release-state.ts';
import { code, nothing, say, type Words } from '../../words/words.ts';

type Answered = EventOf<'webhook.answered'>;

/** That a backup or a test is complete says its step; that something has failed says what comes of it. */
export function answeredNote({ phase, state, id }: Answered, release: Release): Words | null {
  const { target, to } = release.plan;
  const database = target.migration?.database ?? target.service;
  const called = id === null ? nothing : say` (${code(id)})`;
  switch (phase) {
    case 'backup':
      return state === 'pending' ? say`Backup ${code(id ?? '')} of database ${database} is being made.` : null;
    case 'smoke':
      return state === 'pending' ? say`${to.version} is being tested${called}.` : null;
    case 'undo':
      return putBackNote(state, release, database);
  }
}

function putBackNote(state: Answered['state'], release: Release, database: string): Words | null {
  const backup = backupOf(release);
  if (state === 'failed' || !backup) return null;
  return state === 'pending'
    ? say`Backup ${code(backup)} of database ${database} is being put back.`
    : say`Backup ${code(backup)} of database ${database} has been put back.`;
}
