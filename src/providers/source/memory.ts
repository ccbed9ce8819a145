import type { Compared, Source, SourceDeps } from './source.ts';

/** What lies between two versions does not change; a tag may. A form asks again at every choice. */
const keptMs = { answered: 60_000, failed: 5000 } as const;
const most = 200;

/** Remembers the last answers for a short while, and asks once where several want to know the same. */
export function remembering(source: Source, { clock }: Pick<SourceDeps, 'clock'>): Source {
  const known = new Map<string, { until: number; answer: Promise<Compared> }>();
  return {
    check: (service) => source.check(service),
    compare(span) {
      const key = JSON.stringify([span.service, span.from.version, span.from.commit, span.to.version, span.to.commit]);
      const now = clock.now();
      const before = known.get(key);
      if (before && before.until > now) return before.answer;
      const answer = source.compare(span);
      const entry = { until: Number.POSITIVE_INFINITY, answer };
      known.delete(key);
      known.set(key, entry);
      const [oldest] = known.keys();
      if (known.size > most && oldest !== undefined) known.delete(oldest);
      void answer.then(({ kind }) => {
        entry.until = clock.now() + (kind === 'unknown' ? keptMs.failed : keptMs.answered);
      });
      return answer;
    },
  };
}
