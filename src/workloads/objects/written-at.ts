import { z } from 'zod';
import type { KubeObject } from '../../platform/kube.ts';
import { timeOf } from '../trouble/status.ts';

const entry = z.object({
  subresource: z.string().optional(),
  time: z.string().nullish(),
  fieldsV1: z.object({ 'f:spec': z.looseObject({ 'f:template': z.unknown() }) }),
});

/**
 * When somebody last wrote who owns a part of the pod template, or else when the object was made (ms since the epoch): the
 * best that can be told of a kind whose status has no time.
 */
export function templateWrittenAt({ metadata }: KubeObject): number | null {
  const times = (metadata.managedFields ?? []).flatMap((each) => {
    const read = entry.safeParse(each).data;
    const owns =
      read !== undefined && read.subresource === undefined && read.fieldsV1['f:spec']['f:template'] !== undefined;
    return owns ? (timeOf(read.time) ?? []) : [];
  });
  return times.length > 0 ? Math.max(...times) : timeOf(metadata.creationTimestamp);
}
