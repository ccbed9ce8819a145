export { createKube, type KubeClient, type KubeOptions } from './client.ts';
export { type ClosableClusters, type ClusterSettings, createClusters, loadKubeConfig } from './clusters.ts';
export {
  assertMayWrite,
  type Fence,
  type FencedOptions,
  ForeignFence,
  fencedWrite,
  formatFence,
  type Mutate,
  readFence,
  StaleWriter,
} from './fence.ts';
