import { isSameStart } from './process.ts';
import { instantQuery, type Point, type PromApi } from './prom-api.ts';
import type { Queries } from './prom-queries.ts';
import { appearedOf, withoutRenamed } from './prom-renamed.ts';
import type { PromUnit, WhoseOf } from './prom-units.ts';

/** Two instants of the server's clock, in seconds, and whose the answers are. */
interface Between {
  whoseOf: WhoseOf;
  since: number;
  asked: number;
}

/**
 * The units with what tells a restart from series that are gone or another process: asked only where something was lost,
 * which is seldom. Throws, in words, where Prometheus does not answer.
 */
export async function explained(
  api: PromApi,
  queries: Queries,
  units: readonly PromUnit[],
  { whoseOf, since, asked }: Between,
): Promise<PromUnit[]> {
  const losing = units.filter(({ lost }) => Object.keys(lost.requests).length + Object.keys(lost.durations).length > 0);
  if (losing.length === 0) return [...units];
  const { by, selectors } = queries;
  const ago = `offset ${Math.round((asked - since) * 1000)}ms`;
  const ask = (query: string | null) => (query === null ? [] : instantQuery(api, query, asked));
  const starts = selectors.starts && `max by (${by}) (${selectors.starts})`;
  const [fell, now, then, appeared] = await Promise.all([
    ask(`count by (${by}) (${selectors.requests} < ${selectors.requests} ${ago})`),
    ask(starts),
    ask(starts && `max by (${by}) (${selectors.starts} ${ago})`),
    ask(queries.appeared(asked - since)),
  ]);
  const byKey = (points: readonly Point[]) => new Map(points.map((point) => [whoseOf(point.labels)?.key, point.value]));
  const [fallen, started, startedBefore] = [byKey(fell), byKey(now), byKey(then)];
  const renamed = appearedOf(appeared, whoseOf);
  return units.map((unit) =>
    losing.includes(unit)
      ? withStarts(
          withoutRenamed(unit, renamed),
          started.get(unit.key) ?? null,
          startedBefore.get(unit.key) ?? null,
          fallen.has(unit.key),
        )
      : unit,
  );
}

function withStarts(unit: PromUnit, startedAt: number | null, startedBefore: number | null, fell: boolean): PromUnit {
  const process = { ...unit.counters.process, startedAt };
  // Of the same process, what its series count since they went back is growth, and what they had counted is lost.
  const isSame = startedAt !== null && startedBefore !== null && isSameStart(startedAt, startedBefore);
  return { ...unit, counters: { ...unit.counters, process }, startedBefore, wentBack: fell && !isSame };
}
