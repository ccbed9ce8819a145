import { z } from 'zod';
import { type ConfigurationChanges, copyName } from '../../domain/configuration.ts';
import { canonicalJson, readJson } from '../../domain/json.ts';
import { annotations } from '../../domain/names.ts';
import type { KubeObject } from '../../platform/kube.ts';

const texts = z
  .record(z.string(), z.string())
  .nullish()
  .transform((all) => all ?? {});
const contentSchema = z.looseObject({ data: texts, binaryData: texts, type: z.string().optional() });

/** What a ConfigMap or Secret holds; nothing else of it is ever copied. */
export type Content = Pick<z.output<typeof contentSchema>, 'data' | 'binaryData' | 'type'>;

export function contentOf(object: KubeObject): Content {
  const { data, binaryData, type } = contentSchema.parse(object);
  return { data, binaryData, ...(type === undefined ? {} : { type }) };
}

/** What a keyed digest of a content is made of. @param source the name of the user's object */
export function contentText(object: KubeObject, source: string): string {
  const { kind, metadata } = object;
  return canonicalJson({ namespace: metadata.namespace ?? '', kind, source, ...contentOf(object) });
}

/** Of a ConfigMap's keys, no more are named. */
const mostNamed = 5;

/** How the content of an object differs from another's. The names of a Secret's keys are kept to it. */
export function changesBetween(before: KubeObject, after: KubeObject): ConfigurationChanges {
  const [old, now] = [entriesOf(before), entriesOf(after)];
  const keys = [...new Set([...old.keys(), ...now.keys()])].filter((key) => old.get(key) !== now.get(key)).sort();
  return { keys: keys.length, named: after.kind === 'Secret' ? [] : keys.slice(0, mostNamed) };
}

function entriesOf(object: KubeObject): Map<string, string> {
  const { data, binaryData } = contentOf(object);
  return new Map([
    ...Object.entries(data),
    ...Object.entries(binaryData).map(([key, value]) => [key, `binary ${value}`] as const),
  ]);
}

const noteSchema = z.object({ source: z.string(), release: z.string(), fingerprint: z.string() });
/** What a copy says of itself. */
export type CopyNote = z.infer<typeof noteSchema>;

export function copyNoteText(note: CopyNote): string {
  return JSON.stringify(note);
}

/** Null for what is no copy of a release. */
export function copyNoteOf({ metadata }: KubeObject): CopyNote | null {
  const note = readJson(noteSchema, metadata.annotations?.[annotations.copy] ?? '');
  return note !== null && copyName(note.source, note.release) === metadata.name ? note : null;
}
