import type { PageKind } from './page.ts';
import { family, series, textPage, under } from './text.ts';
import { aboutLines, durationLines } from './usual.ts';

const about = ['http_requests_total', 'counter', 'Requests answered, by method.'] as const;

export const noStatus: PageKind = {
  shows: 'requests by method alone: no label tells which of them failed',
  page(process, format) {
    const all = under(process.counted, ({ method }) => ({ method }));
    return textPage(format, [
      ...family(
        format,
        about,
        all.map(([labels, { count }]) => series(about[0], labels, count)),
      ),
      ...durationLines(format, process),
      ...aboutLines(format, process),
    ]);
  },
};
