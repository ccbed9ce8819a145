export { type ClusterSettings, createClusters } from './clusters.ts';
