import type { Job, Worker } from 'bullmq';
import { latest } from '../src/platform/latest.ts';

/** Jobs that are remembered between parking and starting. */
const remembered = 20_000;

/**
 * Tells how late (s) parked jobs of this worker are started. Only jobs that nobody else had in between are measured:
 * with several workers a sample of them. One that is woken before its time is not late.
 */
export function measureLateness<W extends Worker>(worker: W, observe: (seconds: number) => void): W {
  const parked = latest<{ until: number; starts: number }>(remembered);
  worker.on('active', (job: Job) => {
    const id = job.id ?? '';
    const before = parked.get(id);
    parked.delete(id);
    const lateMs = before && job.attemptsStarted === before.starts + 1 ? (job.processedOn ?? 0) - before.until : -1;
    if (lateMs >= 0) observe(lateMs / 1000);
    const park = job.moveToDelayed.bind(job);
    job.moveToDelayed = (until, token) => {
      parked.set(id, { until, starts: job.attemptsStarted });
      return park(until, token);
    };
  });
  return worker;
}
