import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Chart } from '../messages/report/chart.ts';
import { chartSvg } from './chart-svg.ts';
import type { Drawn, Order } from './chart-thread.ts';

/** Far longer than a chart takes on a busy machine: a thread that takes so long for one is stuck. */
const drawnWithinMs = 20_000;
const idleMs = 30_000;

/** Beside this file in the sources as in a bundle. */
const threadFile = new URL(`./chart-thread${extname(fileURLToPath(import.meta.url))}`, import.meta.url);

/** Draws a chart as PNG. Rejects where the drawing library fails or takes too long. */
export type Draw = (chart: Chart) => Promise<Buffer>;

interface Waiting extends PromiseWithResolvers<Buffer> {
  order: Order;
}

interface Thread {
  worker: Worker;
  /** Charts that are not drawn yet; the first is with the thread. */
  waiting: Waiting[];
  late: NodeJS.Timeout | undefined;
}

/**
 * Draws in a thread of its own, so that many releases that go back at once do not wait for each other's pictures. It
 * comes with the first chart, and goes when there has been none for a while (it holds some 40 MB) or when it is stuck.
 */
export function createDraw(): Draw {
  let thread: Thread | null = null;
  let idle: NodeJS.Timeout | undefined;

  /** Whoever draws next has a new one, also where this one is still on its way out. */
  function dismiss(one: Thread): void {
    if (thread === one) thread = null;
    void one.worker.terminate();
  }

  return async (chart) => {
    clearTimeout(idle);
    thread ??= startThread(dismiss);
    const mine = thread;
    const drawn: Waiting = { ...Promise.withResolvers<Buffer>(), order: { svg: chartSvg(chart) } };
    mine.waiting.push(drawn);
    if (mine.waiting.length === 1) begin(mine, dismiss);
    try {
      return await drawn.promise;
    } finally {
      if (thread === mine && mine.waiting.length === 0) idle = setTimeout(dismiss, idleMs, mine).unref();
    }
  };
}

/** One at a time: the thread gives back the memory of one before it gets the next, and only one can be late. */
function begin(thread: Thread, dismiss: (stuck: Thread) => void): void {
  clearTimeout(thread.late);
  const [first] = thread.waiting;
  if (!first) return;
  thread.worker.postMessage(first.order);
  thread.late = setTimeout(() => {
    fail(thread, new Error(`no picture within ${drawnWithinMs} ms`));
    dismiss(thread);
  }, drawnWithinMs);
}

function fail(thread: Thread, error: Error): void {
  clearTimeout(thread.late);
  for (const { reject } of thread.waiting.splice(0)) reject(error);
}

/** @param dismiss called when the thread cannot draw any more */
function startThread(dismiss: (ended: Thread) => void): Thread {
  const worker = new Worker(threadFile);
  const thread: Thread = { worker, waiting: [], late: undefined };
  const gone = (error: Error) => {
    dismiss(thread);
    fail(thread, error);
  };
  worker.unref();
  worker.on('message', (drawn: Drawn) => {
    const first = thread.waiting.shift();
    if ('png' in drawn) first?.resolve(Buffer.from(drawn.png));
    else first?.reject(new Error(drawn.problem));
    begin(thread, dismiss);
  });
  worker.on('error', gone);
  worker.on('exit', () => gone(new Error('the thread that draws has ended')));
  return thread;
}
