import { parentPort } from 'node:worker_threads';

/** A thread that can be made to do what none should. */
parentPort?.on('message', (order: string) => {
  if (order === 'hang') for (;;);
  if (order === 'throw') throw new Error('oh');
  if (order === 'end') process.exit(0);
  const kept: unknown[] = [];
  while (order === 'fill') kept.push(new Array(10_000).fill(kept.length));
  parentPort?.postMessage(`done: ${order}`);
});
