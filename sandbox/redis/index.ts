export { type RedisClusterGroup, startRedisCluster } from './cluster.ts';
export { type FoundRedis, findRedis } from './find.ts';
export { type SentinelGroup, startSentinelGroup } from './sentinel.ts';
export { type RedisServer, startRedisServer } from './server.ts';
