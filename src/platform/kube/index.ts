export { createKube, type KubeClient, type KubeOptions } from './client.ts';
export { type ClusterSettings, createClusters } from './clusters.ts';
