import { canonicalJson } from '../../domain/json.ts';
import { annotations, labels } from '../../domain/names.ts';
import type { Keyring } from '../keyring.ts';
import type { KubeObject } from '../kube.ts';

/** Seals the marks on objects of one cluster, so that nobody else can make one or move it to another object. */
export interface Seals {
  /** The object with a seal over the marks that it carries; without one where it carries no fence. */
  sealed(object: KubeObject): KubeObject;
  /** Whether Sluice has written the marks as they are, on this very object. */
  holds(object: KubeObject): boolean;
  /** A keyed digest of a text: it says nothing to those without the key, however few texts there may be. */
  fingerprint(text: string): string;
  /** Whether it is that of this text, by any known key. */
  fits(text: string, fingerprint: string): boolean;
}

/** By the name of the cluster. */
export type SealsOf = (cluster: string) => Seals;

export function createSeals(keyring: Keyring): SealsOf {
  return (cluster) => ({
    fingerprint: (text) => keyring.sign(digestedText(cluster, text)),
    fits: (text, fingerprint) => keyring.verify(digestedText(cluster, text), fingerprint),
    sealed(object) {
      const { [annotations.seal]: _, ...rest } = object.metadata.annotations ?? {};
      const { annotations: _all, ...metadata } = object.metadata;
      const bare = Object.keys(rest).length > 0 ? { ...metadata, annotations: rest } : metadata;
      if (rest[annotations.fence] === undefined) return { ...object, metadata: bare };
      const seal = keyring.sign(sealedText(cluster, object, object.metadata.uid ?? null));
      return { ...object, metadata: { ...bare, annotations: { ...rest, [annotations.seal]: seal } } };
    },
    holds(object) {
      const seal = object.metadata.annotations?.[annotations.seal];
      if (seal === undefined) return false;
      // What Sluice creates has no uid yet when it is sealed.
      return [object.metadata.uid ?? null, null].some((uid) => keyring.verify(sealedText(cluster, object, uid), seal));
    },
  });
}

/** No seal is ever made of a text that begins like this. */
function digestedText(cluster: string, text: string): string {
  return `content of ${JSON.stringify(cluster)} ${text}`;
}

/** All that a seal vouches for: where the object is, which one it is, and every mark on it. */
function sealedText(cluster: string, { apiVersion, kind, metadata }: KubeObject, uid: string | null): string {
  const marks = metadata.annotations ?? {};
  return canonicalJson({
    format: 1,
    cluster,
    namespace: metadata.namespace ?? '',
    // Without its version: the same object is served in several.
    group: apiVersion.includes('/') ? apiVersion.split('/')[0] : '',
    kind,
    name: metadata.name,
    uid,
    release: metadata.labels?.[labels.release] ?? null,
    fence: marks[annotations.fence] ?? null,
    undo: marks[annotations.undo] ?? null,
    // Seals of releases that are part of no train are as they always were.
    ...(marks[annotations.train] === undefined ? {} : { train: marks[annotations.train] }),
  });
}
