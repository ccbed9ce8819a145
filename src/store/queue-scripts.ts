import { now } from './scripts.ts';

/** Lua for the one request that may wait for the end of the release that has its place. As in scripts.ts. */

/**
 * KEYS: live lock, request key, counter, live, untold, unsettled, history, history of the service, … of service and environment.
 * ARGV: prefix, at, first event without id and number, ask key's life in s, its second event, who must have the place, the version
 * that the log of that one must have where it is to make way or "", what is written into the log of whoever makes way, without
 * number. Who waits there already makes way always.
 */
export const enqueueScript = `${now}
local asked = redis.call('GET', KEYS[2])
if asked then return {'repeated', asked} end
local holder = redis.call('GET', KEYS[1])
if holder ~= ARGV[6] then return {'moved', ''} end
local function log(id) return ARGV[1] .. 'release:' .. id .. ':log' end
if ARGV[7] ~= '' and redis.call('XLEN', log(holder)) ~= tonumber(ARGV[7]) then return {'moved', ''} end
local number = redis.call('INCR', KEYS[3])
local id = 'r' .. number
-- A damaged log takes no next entry: then whoever reads it is told of that, and nothing here is left half-way.
local function makesWay(other)
  local version = redis.call('XLEN', log(other)) + 1
  redis.pcall('XADD', log(other), version .. '-0', 'e', string.sub(ARGV[8], 1, -2) .. ',"number":' .. number .. '}')
  redis.call('ZADD', KEYS[5], 'NX', now, other)
  redis.call('ZADD', KEYS[6], 'NX', now, other)
end
if ARGV[7] ~= '' then makesWay(holder) end
local before = redis.call('GET', KEYS[1] .. ':next')
if before and redis.call('SISMEMBER', KEYS[4], before) == 1 then makesWay(before) else before = '' end
redis.call('SET', KEYS[1] .. ':next', id)
redis.call('SET', KEYS[2], id, 'EX', ARGV[4])
redis.call('XADD', log(id), '1-0', 'e', string.sub(ARGV[3], 1, -2) .. ',"id":"' .. id .. '","number":' .. number .. '}')
redis.call('XADD', log(id), '2-0', 'e', ARGV[5])
redis.call('HSET', ARGV[1] .. 'release:' .. id, 'lock', KEYS[1])
redis.call('SADD', KEYS[4], id)
redis.call('ZADD', KEYS[5], now, id)
redis.call('ZADD', KEYS[6], now, id)
for i = 7, 9 do redis.call('ZADD', KEYS[i], ARGV[2], id) end
return {'created', id, tostring(number), before}
`;

/** KEYS: release hash, live. ARGV: id. Gives 'has' where the place is its own from now on, 'waits' while another has it, 'lost' where yet another comes before it. */
export const takeTurnScript = `
local lock = redis.call('HGET', KEYS[1], 'lock')
if not lock or redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 0 then return 'lost' end
local holder = redis.call('GET', lock)
if holder == ARGV[1] then return 'has' end
local next = redis.call('GET', lock .. ':next')
if next and next ~= ARGV[1] and redis.call('SISMEMBER', KEYS[2], next) == 1 then return 'lost' end
if holder then
  redis.call('SET', lock .. ':next', ARGV[1])
  return 'waits'
end
redis.call('SET', lock, ARGV[1])
redis.call('DEL', lock .. ':next')
return 'has'
`;
