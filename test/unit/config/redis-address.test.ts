import { expect, it } from 'vitest';
import { secretValues } from '../../../src/config/environment.ts';
import { hasHashTag, readRedisAddress } from '../../../src/platform/redis-address.ts';

function address(text: string) {
  const read = readRedisAddress(text);
  if (read.kind === 'invalid') throw new Error(read.problem);
  return read.address;
}

function problem(text: string): string {
  const read = readRedisAddress(text);
  return read.kind === 'invalid' ? read.problem : 'none';
}

it('one server is left to the client', () => {
  expect(address('rediss://me:pw@redis:6380/1')).toEqual({ kind: 'single', url: 'rediss://me:pw@redis:6380/1' });
});

it('Sentinels with a master, a database and both logins', () => {
  expect(
    address('redis+sentinel://me:p%40ss@s1,s2:26380,[::1]:1/mymaster?db=2&sentinel_username=x&sentinel_password=y'),
  ).toEqual({
    kind: 'sentinel',
    hosts: [
      { host: 's1', port: 26_379 },
      { host: 's2', port: 26_380 },
      { host: '::1', port: 1 },
    ],
    tls: false,
    login: { username: 'me', password: 'p@ss' },
    master: 'mymaster',
    db: 2,
    sentinel: { username: 'x', password: 'y' },
  });
  expect(address('rediss+sentinel://s1/mymaster/3')).toMatchObject({ tls: true, db: 3, login: {} });
});

it('the hosts of a Cluster', () => {
  expect(address('rediss+cluster://:pw@h1:7000,h2')).toEqual({
    kind: 'cluster',
    hosts: [
      { host: 'h1', port: 7000 },
      { host: 'h2', port: 6379 },
    ],
    tls: true,
    login: { password: 'pw' },
  });
});

it.each([
  ['http://h', 'begins with redis://'],
  ['redis://h1:1,h2:2', 'several hosts need'],
  ['redis+sentinel://h1', 'name the master'],
  ['redis+sentinel://h1/m?wrong=1', 'unknown option'],
  ['redis+sentinel://h1/m?db=x', 'number as its database'],
  ['redis+cluster://h1/2', 'no databases'],
  ['redis+cluster://h1:0', 'host:port'],
  ['redis+cluster://h1:70000', 'host:port'],
  ['redis+cluster://', 'host:port'],
  ['redis+cluster://h 1', 'host:port'],
])('%s is refused in words', (text, words) => {
  expect(problem(text)).toContain(words);
});

it('no password is ever in a problem, and all are redacted', () => {
  const url = 'redis+sentinel://me:s3cr%40et@s1,s2:x/mymaster?sentinel_password=th1rd';
  expect(problem(url)).not.toMatch(/s3cr|th1rd/);
  expect(secretValues({ REDIS_URL: url })).toEqual([url, 's3cr%40et', 's3cr@et', 'th1rd']);
});

it('a hash tag is something between braces', () => {
  expect(['{sluice}', 'a{b}c', 'sluice', '{}'].map(hasHashTag)).toEqual([true, true, false, false]);
});
