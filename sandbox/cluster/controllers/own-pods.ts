import { deleteObject } from '../api/delete.ts';
import type { Kernel } from '../api/kernel.ts';
import { builtin } from './runtime.ts';
import type { Pod } from './types.ts';

export function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

export function hasEnded(pod: Pod): boolean {
  return pod.status?.phase === 'Failed' || pod.status?.phase === 'Succeeded';
}

export function deletePod(kernel: Kernel, { metadata }: Pod): void {
  deleteObject(kernel, builtin(kernel, '', 'v1', 'pods'), metadata.namespace ?? '', metadata.name, {});
}
