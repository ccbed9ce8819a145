import { latest } from '../../platform/latest.ts';
import type { Compared, Source, SourceDeps } from './source.ts';

/** What lies between two versions does not change; a tag may. A form asks again at every choice. */
const keptMs = { answered: 60_000, failed: 5000 } as const;
const most = 200;

/** Remembers the last answers for a short while, and asks once where several want to know the same. */
export function remembering(source: Source, { clock }: Pick<SourceDeps, 'clock'>): Source {
  const known = latest<{ until: number; answer: Promise<Compared> }>(most);
  return {
    check: (service) => source.check(service),
    compare(span) {
      const key = JSON.stringify([span.service, span.from.version, span.from.commit, span.to.version, span.to.commit]);
      const now = clock.now();
      const before = known.get(key);
      if (before && before.until > now) return before.answer;
      const answer = source.compare(span);
      const entry = { until: Number.POSITIVE_INFINITY, answer };
      known.set(key, entry);
      void answer.then(({ kind }) => {
        entry.until = clock.now() + (kind === 'unknown' ? keptMs.failed : keptMs.answered);
      });
      return answer;
    },
  };
}
