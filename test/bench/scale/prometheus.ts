import { type Counted, namespaceOf, podName, type Track } from './fleet.ts';

/** The answer to one of Sluice's own instant queries, read no further than needed: which pods, which figure. */
export function answerQuery(query: string, now: number, counted: (index: number, track: Track) => Counted): string {
  const by = /by \(([^)]*)\)/.exec(query)?.[1]?.split(/,\s*/) ?? [];
  const points = podsIn(query).flatMap(({ index, track }) => {
    const labels = { namespace: namespaceOf(index), pod: podName(index, track) };
    return figuresOf(query, now, counted(index, track)).map(([le, value]) => {
      const metric = Object.fromEntries(
        Object.entries({ ...labels, ...(le === null ? {} : { le }) }).filter(([name]) => by.includes(name)),
      );
      return { metric, value: [now / 1000, String(value)] };
    });
  });
  return JSON.stringify({ status: 'success', data: { resultType: 'vector', result: points } });
}

export function podsIn(query: string): { index: number; track: Track }[] {
  const found = new Map<string, { index: number; track: Track }>();
  for (const [whole, digits, candidate] of query.matchAll(/svc-(\d{5})(-candidate)?-/g)) {
    found.set(whole, { index: Number(digits), track: candidate ? 'candidate' : 'stable' });
  }
  return [...found.values()];
}

function figuresOf(query: string, now: number, { requests, errors, buckets }: Counted) {
  if (query.includes('timestamp(')) return [[null, now / 1000 - 5]] as const;
  if (query.includes('_bucket')) return buckets;
  return [[null, query.includes('code=~') ? errors : requests]] as const;
}
