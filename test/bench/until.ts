import { setTimeout as sleep } from 'node:timers/promises';

const everyMs = 100;

/** @returns once it holds, or the time is over */
export async function until(holds: () => boolean | Promise<boolean>, deadlineMs: number): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!(await holds()) && Date.now() < deadline) await sleep(everyMs);
}
