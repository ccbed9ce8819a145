/**
 * Lua run inside Redis, so that a log entry and its indexes are written in one instant.
 * All keys share one hash tag and so one slot.
 */

/** KEYS: live lock, ask key, counter, live set, untold set, history, history of the service, … of service and environment. ARGV: prefix, at, first event without id and number, ask key's life in s. */
export const createScript = `
local asked = redis.call('GET', KEYS[2])
if asked then return {'repeated', asked} end
local busy = redis.call('GET', KEYS[1])
if busy then return {'busy', busy} end
local number = redis.call('INCR', KEYS[3])
local id = 'r' .. number
redis.call('SET', KEYS[1], id)
redis.call('SET', KEYS[2], id, 'EX', ARGV[4])
redis.call('XADD', ARGV[1] .. 'release:' .. id .. ':log', '1-0', 'e', string.sub(ARGV[3], 1, -2) .. ',"id":"' .. id .. '","number":' .. number .. '}')
redis.call('HSET', ARGV[1] .. 'release:' .. id, 'lock', KEYS[1])
redis.call('SADD', KEYS[4], id)
redis.call('SADD', KEYS[5], id)
for i = 6, 8 do redis.call('ZADD', KEYS[i], ARGV[2], id) end
return {'created', id, tostring(number)}
`;

/** KEYS: log, release hash, live set, untold set. ARGV: id, expected version, 1 when the release ends, events… */
export const appendScript = `
if redis.call('XLEN', KEYS[1]) ~= tonumber(ARGV[2]) then return -1 end
local version = tonumber(ARGV[2])
for i = 4, #ARGV do
  version = version + 1
  redis.call('XADD', KEYS[1], version .. '-0', 'e', ARGV[i])
end
redis.call('SADD', KEYS[4], ARGV[1])
if ARGV[3] == '1' then
  local lock = redis.call('HGET', KEYS[2], 'lock')
  if lock and redis.call('GET', lock) == ARGV[1] then redis.call('DEL', lock) end
  redis.call('SREM', KEYS[3], ARGV[1])
  redis.call('HDEL', KEYS[2], 'memo')
end
return version
`;

/** KEYS: log, untold set. ARGV: id, version. Nothing is marked where the log has grown since. */
export const markToldScript = `
if redis.call('XLEN', KEYS[1]) ~= tonumber(ARGV[2]) then return 0 end
return redis.call('SREM', KEYS[2], ARGV[1])
`;
