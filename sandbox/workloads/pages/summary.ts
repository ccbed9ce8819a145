import { buckets, type PageKind } from './page.ts';
import { family, series, textPage, under } from './text.ts';
import { aboutLines, requestLines } from './usual.ts';

const about = ['http_request_duration_seconds', 'summary', 'Time taken to answer.'] as const;
const quantiles = [0.5, 0.9] as const;

export const summary: PageKind = {
  shows: 'durations as a summary with the quantiles 0.5 and 0.9, and none for the slowest',
  page(process, format) {
    const lines = under(process.counted, ({ method }) => ({ method })).flatMap(([labels, { slots, sum, count }]) => [
      ...quantiles.map((quantile) =>
        series(about[0], { ...labels, quantile: String(quantile) }, boundOf(slots, quantile * count)),
      ),
      series(`${about[0]}_sum`, labels, sum),
      series(`${about[0]}_count`, labels, count),
    ]);
    return textPage(format, [
      ...requestLines(format, process),
      ...family(format, about, lines),
      ...aboutLines(format, process),
    ]);
  },
};

/** The bound (seconds) of the bucket in which the request of this rank is. */
function boundOf(slots: readonly number[], rank: number): number {
  let total = 0;
  const at = slots.findIndex((count) => {
    total += count;
    return total >= rank;
  });
  return buckets[at] ?? 10;
}
