import type { PageKind } from './page.ts';
import { textPage } from './text.ts';
import { aboutLines, durationLines, requestLines } from './usual.ts';

export const emptyHistogram: PageKind = {
  shows: 'a histogram of durations that is declared, and that nothing is ever observed in',
  page(process, format) {
    const unobserved = process.counted.map((one) => ({ ...one, count: 0, slots: one.slots.map(() => 0), sum: 0 }));
    return textPage(format, [
      ...requestLines(format, process),
      ...durationLines(format, { ...process, counted: unobserved }),
      ...aboutLines(format, process),
    ]);
  },
};
