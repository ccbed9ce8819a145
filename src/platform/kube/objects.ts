import { z } from 'zod';
import { type KindRef, KubeError, type KubeObject } from '../kube.ts';

/** Only what everything rests on is checked; all other fields pass through untouched. */
const objectSchema = z.looseObject({
  apiVersion: z.string().optional(),
  kind: z.string().optional(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    uid: z.string().optional(),
    resourceVersion: z.string().optional(),
    labels: z.record(z.string(), z.string()).nullish(),
    annotations: z.record(z.string(), z.string()).nullish(),
  }),
});

const listSchema = z.object({
  metadata: z.object({ resourceVersion: z.string().optional(), continue: z.string().optional() }),
  // Go writes an empty list as null now and then.
  items: z.array(z.unknown()).nullish(),
});

export interface Page {
  objects: KubeObject[];
  resourceVersion: string;
  continueToken: string | null;
}

/** The object in an answer, with `apiVersion` and `kind` filled in, which items of lists lack. Throws a KubeError. */
export function readObject(value: unknown, ref: KindRef): KubeObject {
  const parsed = objectSchema.safeParse(value);
  if (!parsed.success) throw new KubeError('server', `the API server sent something that is not a ${ref.kind}`);
  const { labels, annotations } = parsed.data.metadata;
  if (parsed.data.apiVersion && parsed.data.kind && labels !== null && annotations !== null) return value as KubeObject;
  const raw = value as KubeObject;
  const metadata = { ...raw.metadata };
  if (labels === null) delete metadata.labels;
  if (annotations === null) delete metadata.annotations;
  return { ...raw, apiVersion: raw.apiVersion ?? ref.apiVersion, kind: raw.kind ?? ref.kind, metadata };
}

/** One page of a list. Throws a KubeError where the answer is not a list. */
export function readPage(value: unknown, ref: KindRef): Page {
  const parsed = listSchema.safeParse(value);
  if (!parsed.success) throw new KubeError('server', `the API server sent something that is not a list of ${ref.kind}`);
  const { metadata, items } = parsed.data;
  return {
    objects: (items ?? []).map((item) => readObject(item, ref)),
    resourceVersion: metadata.resourceVersion ?? '',
    continueToken: metadata.continue || null,
  };
}
