import type { Counted, PageKind } from './page.ts';
import { textPage } from './text.ts';
import { aboutLines, durationLines, requestLines } from './usual.ts';

/** How often a pod is probed, per second: more than a small service has users. */
const probesPerSecond = 50;

export const probes: PageKind = {
  shows: 'far more probes than users: 50 a second, by handler',
  page(process, format) {
    const count = Math.floor((process.ageMs / 1000) * probesPerSecond);
    const probe: Counted = { method: 'PROBE', code: 200, count, slots: [], sum: 0 };
    const labelsOf = ({ method, code }: Counted) => ({
      code: String(code),
      handler: method === 'PROBE' ? '/readyz' : '/',
      method: method === 'PROBE' ? 'GET' : method,
    });
    return textPage(format, [
      ...requestLines(format, { ...process, counted: [...process.counted, probe] }, labelsOf),
      ...durationLines(format, process),
      ...aboutLines(format, process),
    ]);
  },
};
