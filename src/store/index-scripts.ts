import { trainPlace } from '../domain/train.ts';
import { now } from './scripts.ts';

/** Lua for what spans releases: the locks of databases, what is still to be told, the history. As in scripts.ts. */

/** KEYS: lock of a database, live. ARGV: id, prefix, what the release is about. Gives who has the lock then, since when and about what: a lock belongs to its release, and is nobody's when that is over. */
export const lockDatabaseScript = `${now}
if redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 0 then return false end
local holder = redis.call('GET', KEYS[1])
if holder and redis.call('SISMEMBER', KEYS[2], holder) == 1 then
  local known = redis.call('HMGET', ARGV[2] .. 'release:' .. holder, KEYS[1], 'about')
  return {holder, known[1] or '', known[2] or ''}
end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('HSET', ARGV[2] .. 'release:' .. ARGV[1], KEYS[1], now, 'about', ARGV[3])
return {ARGV[1], '', ''}
`;

/** KEYS: lock of a database. ARGV: id. */
export const freeDatabaseScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`;

/** KEYS: lock of a database, live. ARGV: prefix, who tries. Gives who has the lock, since when and about what; else it is taken, and is as before again in the same instant: nobody else ever sees it taken. */
export const tryDatabaseScript = `
local holder = redis.call('GET', KEYS[1])
if holder and redis.call('SISMEMBER', KEYS[2], holder) == 1 then
  local known = redis.call('HMGET', ARGV[1] .. 'release:' .. holder, KEYS[1], 'about')
  return {holder, known[1] or '', known[2] or ''}
end
redis.call('SET', KEYS[1], ARGV[2])
local taken = redis.call('GET', KEYS[1]) == ARGV[2]
if holder then redis.call('SET', KEYS[1], holder) else redis.call('DEL', KEYS[1]) end
return {taken and '' or ARGV[2], '', ''}
`;

const waiting = `
return redis.call('ZRANGE', KEYS[1], '-inf', now - ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[2])
`;

/** KEYS: an index by time. ARGV: how long ago at least (ms), how many at most. */
export const waitingScript = `${now}${waiting}`;

/** KEYS: untold, untold as version 0.1.0 keeps it: those come over. ARGV: how long ago at least (ms), how many at most. */
export const untoldScript = `${now}
for _, id in ipairs(redis.call('SPOP', KEYS[2], 1000)) do redis.call('ZADD', KEYS[1], 'NX', now, id) end
${waiting}`;

/**
 * How far back a place's releases are looked through for those of the same sort: what lies beyond is found by nobody who looks
 * for a version to go back to.
 */
const mostPassed = 500;

/**
 * KEYS: history, live, untold. ARGV: prefix, before, how many stay of each service and environment, from, count. Releases of
 * versions and those of flags alone are counted apart: the latter bring nothing to go back to. Gives where to go on, and the ids
 * that are gone.
 */
export const forgetScript = `
local old = redis.call('ZRANGE', KEYS[1], '-inf', '(' .. ARGV[2], 'BYSCORE', 'LIMIT', ARGV[4], ARGV[5])
local keep = tonumber(ARGV[3])
local known = {}
local function requestOf(id)
  if known[id] == nil then
    local first = redis.call('XRANGE', ARGV[1] .. 'release:' .. id .. ':log', '-', '+', 'COUNT', 1)[1]
    local read, event = pcall(cjson.decode, first and first[2][2] or '')
    local request = read and type(event) == 'table' and event.request
    known[id] = type(request) == 'table' and {
      service = request.service, environment = type(request.train) == 'table' and '${trainPlace}' or request.environment,
      alone = type(request.flag) == 'table'
    }
  end
  return known[id]
end
local function isAmongLast(place, id, alone)
  local rank = redis.call('ZREVRANK', place, id)
  if not rank or rank < keep then return true end
  local newer = 0
  for _, other in ipairs(redis.call('ZREVRANGE', place, 0, math.min(rank, ${mostPassed}) - 1)) do
    local request = requestOf(other)
    if request and request.alone == alone then newer = newer + 1 end
    if newer >= keep then return false end
  end
  return newer < keep and rank < ${mostPassed}
end
local gone = {}
for _, id in ipairs(old) do
  local release = ARGV[1] .. 'release:' .. id
  local request = requestOf(id)
  local over = redis.call('SISMEMBER', KEYS[2], id) == 0 and redis.call('HEXISTS', release, 'abandoned') == 0
  if request and over and not redis.call('ZSCORE', KEYS[3], id) then
    local service = KEYS[1] .. ':' .. request.service
    local place = service .. ':' .. request.environment
    if not isAmongLast(place, id, request.alone) then
      redis.call('DEL', release, release .. ':log', release .. ':log:given-up', release .. ':slack')
      for _, index in ipairs({KEYS[1], service, place}) do redis.call('ZREM', index, id) end
      table.insert(gone, id)
    end
  end
end
local all = #old < tonumber(ARGV[5])
return {all and 0 or ARGV[4] + #old - #gone, gone}
`;

/** KEYS: an index by time. Age of the oldest, in ms. */
export const oldestScript = `${now}
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if #first == 0 then return 0 end
return math.floor(now - first[2])
`;

/** KEYS: log, untold. ARGV: id, version. Nothing is marked where the log has grown since. */
export const markNotifiedScript = `
if redis.call('XLEN', KEYS[1]) ~= tonumber(ARGV[2]) then return 0 end
return redis.call('ZREM', KEYS[2], ARGV[1])
`;
