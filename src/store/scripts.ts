/**
 * Lua run inside Redis, so that a log entry and its indexes are written in one instant. All keys share one hash tag
 * and so one slot. Times are Redis' own: whoever reads them need not share a clock with whoever wrote.
 */

const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** KEYS: live lock, request key, counter, live, untold, unsettled, history, history of the service, … of service and environment. ARGV: prefix, at, first event without id and number, ask key's life in s, the number or "" for the next. What a person has given up makes way for that number, and is kept aside. */
export const createScript = `${now}
local asked = ARGV[5] == '' and redis.call('GET', KEYS[2])
if asked then return {'repeated', asked} end
local busy = redis.call('GET', KEYS[1])
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

/** KEYS: log, release hash, live, untold, unsettled. ARGV: id, expected version, "ends" when the release does, "leaves" when it ends without having put the cluster back, "news" where people should hear, fencing token or "", last measurement or "", events… */
export const appendScript = `${now}
if redis.call('XLEN', KEYS[1]) ~= tonumber(ARGV[2]) then return -1 end
if ARGV[5] ~= '' then
  if redis.call('HGET', KEYS[2], 'epoch') ~= ARGV[5] then return -1 end
  redis.call('HSET', KEYS[2], 'look', ARGV[6])
end
local version = tonumber(ARGV[2])
for i = 7, #ARGV do
  version = version + 1
  redis.call('XADD', KEYS[1], version .. '-0', 'e', ARGV[i])
end
if ARGV[4] == 'news' then redis.call('ZADD', KEYS[4], 'NX', now, ARGV[1]) end
if ARGV[3] == 'leaves' then redis.call('HSET', KEYS[2], 'abandoned', now) end
if ARGV[3] ~= '' then
  local lock = redis.call('HGET', KEYS[2], 'lock')
  if lock and redis.call('GET', lock) == ARGV[1] then redis.call('DEL', lock) end
  redis.call('SREM', KEYS[3], ARGV[1])
  redis.call('ZREM', KEYS[5], ARGV[1])
  redis.call('HDEL', KEYS[2], 'look')
elseif redis.call('SISMEMBER', KEYS[3], ARGV[1]) == 1 then
  redis.call('ZADD', KEYS[5], 'NX', now, ARGV[1])
end
return version
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

/** KEYS: lock of a database, live. ARGV: id. Gives who has the lock then: a lock belongs to its release, and is nobody's when that is over. */
export const lockDatabaseScript = `
if redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 0 then return false end
local holder = redis.call('GET', KEYS[1])
if holder and redis.call('SISMEMBER', KEYS[2], holder) == 1 then return holder end
redis.call('SET', KEYS[1], ARGV[1])
return ARGV[1]
`;

/** KEYS: lock of a database, live. */
export const holderOfDatabaseScript = `
local holder = redis.call('GET', KEYS[1])
if holder and redis.call('SISMEMBER', KEYS[2], holder) == 1 then return holder end
return false
`;

/** KEYS: release hash. ARGV: what the fencing token must be at least. */
export const raiseFencingTokenScript = `
if tonumber(redis.call('HGET', KEYS[1], 'epoch') or '0') < tonumber(ARGV[1]) then redis.call('HSET', KEYS[1], 'epoch', ARGV[1]) end
return 1
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

/** KEYS: history, live, untold. ARGV: prefix, before, how many stay of each service and environment, from, count. Gives where to go on, and the ids that are gone. */
export const forgetScript = `
local old = redis.call('ZRANGE', KEYS[1], '-inf', '(' .. ARGV[2], 'BYSCORE', 'LIMIT', ARGV[4], ARGV[5])
local gone = {}
for _, id in ipairs(old) do
  local release = ARGV[1] .. 'release:' .. id
  local first = redis.call('XRANGE', release .. ':log', '-', '+', 'COUNT', 1)[1]
  local read, event = pcall(cjson.decode, first and first[2][2] or '')
  local request = read and type(event) == 'table' and event.request
  local over = redis.call('SISMEMBER', KEYS[2], id) == 0 and redis.call('HEXISTS', release, 'abandoned') == 0
  if type(request) == 'table' and over and not redis.call('ZSCORE', KEYS[3], id) then
    local service = KEYS[1] .. ':' .. request.service
    local place = service .. ':' .. request.environment
    if redis.call('ZREVRANK', place, id) >= tonumber(ARGV[3]) then
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
