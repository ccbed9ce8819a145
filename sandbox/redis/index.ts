export { type FoundRedis, findRedis } from './find.ts';
export { type RedisServer, startRedisServer } from './server.ts';
