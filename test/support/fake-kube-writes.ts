import { type Kube, KubeError, type KubeObject, type ObjectRef } from '../../src/platform/kube.ts';
import type { FakeVerb, Serve } from './fake-kube-faults.ts';
import { conflict, type FakeStore, refOf } from './fake-kube-store.ts';

/** A write as it was asked for; refused writes are not in the journal. */
export interface JournalEntry {
  verb: FakeVerb;
  ref: ObjectRef;
  body: KubeObject | null;
}

type NoteWrite = (verb: FakeVerb, ref: ObjectRef, body: JournalEntry['body']) => void;

/** Writes into the store, each noted in the journal once it is done. */
export function writers(
  store: FakeStore,
  serve: Serve,
  journal: JournalEntry[],
): Pick<Kube, 'create' | 'replace' | 'dryRun' | 'remove'> {
  const note: NoteWrite = (verb, ref, body) => void journal.push({ verb, ref, body: structuredClone(body) });
  const by = (verb: FakeVerb, object: KubeObject, work: (ref: ObjectRef) => KubeObject) =>
    serve(verb, { ...object, name: object.metadata.name }, () => {
      const result = work(refOf(object));
      note(verb, refOf(object), object);
      return result;
    });
  return {
    create: (object) =>
      by('create', object, (ref) => {
        if (store.get(ref)) throw conflict(ref, 'it already exists');
        return store.write(object);
      }),
    replace: (object) =>
      by('replace', object, (ref) => {
        if (!object.metadata.resourceVersion) throw new KubeError('invalid', 'metadata.resourceVersion is missing');
        store.existing(ref);
        store.mustMatch(ref, object.metadata.resourceVersion);
        return store.write(object);
      }),
    dryRun: (verb, object) =>
      serve('dryRun', { ...object, name: object.metadata.name }, () => {
        const ref = refOf(object);
        if (verb === 'update') store.existing(ref);
        else if (store.get(ref)) throw conflict(ref, 'it already exists');
        return structuredClone(object);
      }),
    remove: remover(store, serve, note),
  };
}

function remover(store: FakeStore, serve: Serve, note: NoteWrite): Kube['remove'] {
  return (ref, options) =>
    serve('remove', ref, () => {
      const live = store.get(ref);
      if (!live) return false;
      if (options?.uid !== undefined && options.uid !== live.metadata.uid) {
        throw conflict(ref, 'the UID in the precondition does not match');
      }
      note('remove', ref, null);
      store.erase(ref);
      return true;
    });
}
