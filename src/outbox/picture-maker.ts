import type { Chart } from '../messages/report/chart.ts';
import { latest } from '../platform/latest.ts';
import type { OutboxSlack } from './through-breaker.ts';

export type Made =
  | { kind: 'made'; file: string }
  | { kind: 'making' }
  /** As many as may be are being made: not begun. */
  | { kind: 'queued' }
  | { kind: 'failed'; error: unknown };

export interface Pictures {
  /** What has come of a picture; begins it where nobody has. What is made or failed is handed out once. */
  take(name: string, chart: Chart): Made;
}

const mostAtOnce = 10;
/** Results that nobody came for, since another worker goes on with the release. */
const mostKept = 200;

/**
 * Draws and uploads beside the leases: a thread that is stuck, or an upload that Slack does not answer, must not keep a
 * release from saying what else there is to say. Both have deadlines of their own.
 */
export function createPictures({
  slack,
  draw,
}: {
  slack: Pick<OutboxSlack, 'upload'>;
  draw(chart: Chart): Promise<Buffer>;
}): Pictures {
  const known = latest<Made>(mostKept);
  let making = 0;

  async function make(name: string, chart: Chart): Promise<void> {
    making += 1;
    const made = await upload(chart).then(
      (file): Made => ({ kind: 'made', file }),
      (error: unknown): Made => ({ kind: 'failed', error }),
    );
    making -= 1;
    known.set(name, made);
  }

  const upload = async (chart: Chart) =>
    slack.upload({ name: 'chart.png', title: chart.title, content: await draw(chart) });

  return {
    take(name, chart) {
      const there = known.get(name);
      if (there) {
        if (there.kind !== 'making') known.delete(name);
        return there;
      }
      if (making >= mostAtOnce) return { kind: 'queued' };
      known.set(name, { kind: 'making' });
      void make(name, chart);
      return { kind: 'making' };
    },
  };
}
