/**
 * Lua run inside Redis, so that a log entry and its indexes are written in one instant. All keys share one hash tag
 * and so one slot. Times are Redis' own: whoever reads them need not share a clock with whoever wrote.
 */

/** Redis' own time (ms since the epoch), as `now`. */
export const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** KEYS: live lock, request key, counter, live, untold, unsettled, history, history of the service, … of service and environment. ARGV: prefix, at, first event without id and number, ask key's life in s, the number or "" for the next, the train that asks or "", its fencing token. What a person has given up makes way for that number, and is kept aside. */
export const createScript = `${now}
if ARGV[6] ~= '' then
  if redis.call('SISMEMBER', KEYS[4], ARGV[6]) == 0 then return {'stale'} end
  if redis.call('HGET', ARGV[1] .. 'release:' .. ARGV[6], 'epoch') ~= ARGV[7] then return {'stale'} end
end
local asked = ARGV[5] == '' and redis.call('GET', KEYS[2])
if asked then return {'repeated', asked} end
local busy = redis.call('GET', KEYS[1])
local waits = not busy and redis.call('GET', KEYS[1] .. ':next')
if waits and redis.call('SISMEMBER', KEYS[4], waits) == 1 then busy = waits end
if busy then return {'busy', busy} end
local number = ARGV[5]
if number == '' then
  number = redis.call('INCR', KEYS[3])
else
  local release = ARGV[1] .. 'release:r' .. number
  local given_up = redis.call('HEXISTS', release, 'abandoned') == 1
  if redis.call('EXISTS', release .. ':log') == 1 then
    if not given_up then return {'busy', 'r' .. number} end
    redis.call('RENAME', release .. ':log', release .. ':log:given-up')
  end
  if given_up then
    redis.call('HDEL', release, 'abandoned', 'aside-epoch', 'aside-since')
    redis.call('DEL', release .. ':slack')
  end
end
if ARGV[5] ~= '' and tonumber(redis.call('GET', KEYS[3]) or '0') < tonumber(number) then
  redis.call('SET', KEYS[3], number)
end
local id = 'r' .. number
redis.call('SET', KEYS[1], id)
redis.call('SET', KEYS[2], id, 'EX', ARGV[4])
redis.call('XADD', ARGV[1] .. 'release:' .. id .. ':log', '1-0', 'e', string.sub(ARGV[3], 1, -2) .. ',"id":"' .. id .. '","number":' .. number .. '}')
redis.call('HSET', ARGV[1] .. 'release:' .. id, 'lock', KEYS[1])
redis.call('SADD', KEYS[4], id)
redis.call('ZADD', KEYS[5], now, id)
redis.call('ZADD', KEYS[6], now, id)
for i = 7, 9 do redis.call('ZADD', KEYS[i], ARGV[2], id) end
return {'created', id, tostring(number)}
`;

/** KEYS: log, release hash, live, untold, unsettled. ARGV: id, expected version, "ends" when the release does, "leaves" when it ends without having put the cluster back, "news" where people should hear, fencing token or "", last measurement or "", events… Gives the new version (-1: another one was quicker), and who has its place from now on. */
export const appendScript = `${now}
if redis.call('XLEN', KEYS[1]) ~= tonumber(ARGV[2]) then return {-1, ''} end
if ARGV[5] ~= '' then
  if redis.call('HGET', KEYS[2], 'epoch') ~= ARGV[5] then return {-1, ''} end
  redis.call('HSET', KEYS[2], 'look', ARGV[6])
end
local version = tonumber(ARGV[2])
for i = 7, #ARGV do
  version = version + 1
  redis.call('XADD', KEYS[1], version .. '-0', 'e', ARGV[i])
end
if ARGV[4] == 'news' then redis.call('ZADD', KEYS[4], 'NX', now, ARGV[1]) end
if ARGV[3] == 'leaves' then redis.call('HSET', KEYS[2], 'abandoned', now) end
local successor = ''
if ARGV[3] ~= '' then
  local lock = redis.call('HGET', KEYS[2], 'lock')
  local next = lock and redis.call('GET', lock .. ':next')
  if lock and redis.call('GET', lock) == ARGV[1] then
    if next and redis.call('SISMEMBER', KEYS[3], next) == 1 then
      redis.call('SET', lock, next)
      redis.call('ZADD', KEYS[5], 'NX', now, next)
      successor = next
    else
      redis.call('DEL', lock)
    end
    redis.call('DEL', lock .. ':next')
  elseif next == ARGV[1] then
    redis.call('DEL', lock .. ':next')
  end
  redis.call('SREM', KEYS[3], ARGV[1])
  redis.call('ZREM', KEYS[5], ARGV[1])
  redis.call('HDEL', KEYS[2], 'look')
elseif redis.call('SISMEMBER', KEYS[3], ARGV[1]) == 1 then
  redis.call('ZADD', KEYS[5], 'NX', now, ARGV[1])
end
return {version, successor}
`;

/** Entries of a log from the last known one on, how many there are in all, and how many were ever added. */
const readLog = `
local length = redis.call('XLEN', KEYS[1])
if length == 0 then return false end
local from = ARGV[1] == '0' and '-' or ARGV[1] .. '-0'
local info = redis.call('XINFO', 'STREAM', KEYS[1])
local added = length
for i = 1, #info, 2 do
  if info[i] == 'last-generated-id' then added = tonumber(string.match(info[i + 1], '^%d+')) end
end
local look = redis.call('HGET', KEYS[2], 'look') or ''
local entries = redis.call('XRANGE', KEYS[1], from, '+')
`;

/** KEYS: log, release hash. ARGV: entries that the caller knows. Gives look, entries, length, how many were ever added; false where there is no log. */
export const loadScript = `${readLog}
return {look, entries, length, added}
`;

/** The same for a worker that claims the release: its fencing token comes after these. */
export const claimScript = `${readLog}
return {look, entries, length, added, redis.call('HINCRBY', KEYS[2], 'epoch', 1)}
`;

/** KEYS: release hash. ARGV: fencing token, last measurement. */
export const setLastMeasurementScript = `
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'look', ARGV[2])
return 1
`;

/** KEYS: log, unsettled. ARGV: id, version. 1 where the log has grown since. */
export const settleScript = `
if redis.call('XLEN', KEYS[1]) > tonumber(ARGV[2]) then return 1 end
redis.call('ZREM', KEYS[2], ARGV[1])
return 0
`;

/** KEYS: live, release hash. ARGV: id. */
export const fencingTokenScript = `
if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 0 then return false end
return redis.call('HGET', KEYS[2], 'epoch') or '0'
`;

/** KEYS: a counter. ARGV: what it must be at least. */
export const raiseNumberScript = `
if tonumber(redis.call('GET', KEYS[1]) or '0') < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[1]) end
return 1
`;

/** KEYS: release hash. ARGV: what the fencing token must be at least. */
export const raiseFencingTokenScript = `
if tonumber(redis.call('HGET', KEYS[1], 'epoch') or '0') < tonumber(ARGV[1]) then redis.call('HSET', KEYS[1], 'epoch', ARGV[1]) end
return 1
`;
