import { LogLevel } from '@slack/bolt';
import type { Log } from '../src/platform/log.ts';

/** Bolt's own lines go into our log; its debug lines hold whole payloads and are left out. */
export function boltLogger(log: Log) {
  const line =
    (level: 'info' | 'warn' | 'error') =>
    (...parts: unknown[]) =>
      log[level]({ from: 'bolt' }, parts.map(String).join(' '));
  return {
    debug: () => undefined,
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
