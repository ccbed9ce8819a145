import type { Fence } from '../../src/platform/kube/fence.ts';

/** The fence of a worker that nobody has taken over. */
export function fenceOf(release: string, epoch: number): Fence {
  return { release, epoch, confirm: async () => undefined };
}
