import type { HistoryQuery } from './release-store.ts';

export type Keys = ReturnType<typeof keysOf>;

/** @param prefix a Redis Cluster hash tag and a colon, e.g. "{sluice}:" */
export function keysOf(prefix: string) {
  return {
    prefix,
    log: (id: string) => `${prefix}release:${id}:log`,
    release: (id: string) => `${prefix}release:${id}`,
    lock: (service: string, environment: string) => `${prefix}lock:${service}/${environment}`,
    /** Who waits for the end of whoever has that lock: the scripts know it by the name of the lock. */
    next: (service: string, environment: string) => `${prefix}lock:${service}/${environment}:next`,
    database: (database: string) => `${prefix}database:${database}`,
    request: (request: string) => `${prefix}ask:${request}`,
    counter: `${prefix}number`,
    live: `${prefix}live`,
    /** Ids by the time since which their news wait to be told. */
    untold: `${prefix}news`,
    /** The same of version 0.1.0: a set, without times. */
    untoldBy010: `${prefix}untold`,
    /** Ids by the time since which their log asks for a worker. */
    unsettled: `${prefix}unsettled`,
    history: ({ service, environment }: Omit<HistoryQuery, 'limit'>) =>
      [`${prefix}history`, service, service && environment].filter(Boolean).join(':'),
  };
}
