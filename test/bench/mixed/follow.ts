import type { SandboxWorld } from '../../../sandbox/world/start.ts';
import type { Leads } from '../leads.ts';
import { nameOf } from '../names.ts';
import type { Shape } from '../shapes.ts';

interface Last {
  leads: Leads;
  /** Of the write that said so first (ms since the epoch). */
  at: number;
}

/** Where the requests of each service go, by the writes in the cluster. */
export interface Following {
  /** Undefined before the first write that says so. */
  of(index: number): Last | undefined;
  /** How many services have theirs led there. */
  leading(to: Leads): number;
  close(): void;
}

/** Follows so many services, by the shape of each. */
export function followLeads({ cluster }: SandboxWorld, services: number, shapeOf: (index: number) => Shape): Following {
  const last = new Map<number, Last>();
  const indexes = new Map(Array.from({ length: services }, (_, index) => [nameOf(index), index]));
  const close = cluster.journal.on((entry) => {
    const index = indexes.get(entry.name.replace(/-candidate$/, ''));
    if (index === undefined) return;
    const leads = shapeOf(index).ledBy(nameOf(index), entry);
    if (leads !== null && last.get(index)?.leads !== leads) last.set(index, { leads, at: entry.at });
  });
  return {
    of: (index) => last.get(index),
    leading: (to) => [...last.values()].filter(({ leads }) => leads === to).length,
    close,
  };
}
