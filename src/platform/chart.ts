import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Chart } from '../report/chart.ts';
import { chartSvg } from './chart-svg.ts';
import type { Drawn, Order } from './chart-thread.ts';

/** Far longer than a chart takes, also where many wait for theirs: a thread that takes so long is stuck. */
const drawnWithinMs = 20_000;
const idleMs = 30_000;

/** Beside this file in the sources as in a bundle. */
const threadFile = new URL(`./chart-thread${extname(fileURLToPath(import.meta.url))}`, import.meta.url);

/** Draws a chart as PNG. Rejects where the drawing library fails or takes too long. */
export type Draw = (chart: Chart) => Promise<Buffer>;

interface Thread {
  worker: Worker;
  /** Charts that are not drawn yet, by number. */
  waiting: Map<number, PromiseWithResolvers<Buffer>>;
}

/**
 * Draws in a thread of its own, so that many releases that go back at once do not wait for each other's pictures. It
 * comes with the first chart, and goes when there has been none for a while (it holds some 40 MB) or when it is stuck.
 */
export function createDraw(): Draw {
  let thread: Thread | null = null;
  let idle: NodeJS.Timeout | undefined;
  let drawings = 0;

  /** Whoever draws next has a new one, also where this one is still on its way out. */
  function dismiss(one: Thread): void {
    if (thread === one) thread = null;
    void one.worker.terminate();
  }

  return async (chart) => {
    clearTimeout(idle);
    thread ??= startThread(dismiss);
    const mine = thread;
    drawings += 1;
    try {
      return await drawnBy(mine, { id: drawings, svg: chartSvg(chart) }, dismiss);
    } finally {
      if (thread === mine && mine.waiting.size === 0) idle = setTimeout(dismiss, idleMs, mine).unref();
    }
  };
}

async function drawnBy(thread: Thread, order: Order, dismiss: (stuck: Thread) => void): Promise<Buffer> {
  const drawn = Promise.withResolvers<Buffer>();
  const late = setTimeout(() => {
    drawn.reject(new Error(`no picture within ${drawnWithinMs} ms`));
    dismiss(thread);
  }, drawnWithinMs);
  thread.waiting.set(order.id, drawn);
  thread.worker.postMessage(order);
  try {
    return await drawn.promise;
  } finally {
    clearTimeout(late);
    thread.waiting.delete(order.id);
  }
}

/** @param dismiss called when the thread cannot draw any more */
function startThread(dismiss: (ended: Thread) => void): Thread {
  const worker = new Worker(threadFile, { resourceLimits: { maxYoungGenerationSizeMb: 4 } });
  const thread: Thread = { worker, waiting: new Map() };
  const gone = (error: Error) => {
    dismiss(thread);
    for (const { reject } of thread.waiting.values()) reject(error);
  };
  worker.unref();
  worker.on('message', (drawn: Drawn) => {
    const waiting = thread.waiting.get(drawn.id);
    if ('png' in drawn) waiting?.resolve(Buffer.from(drawn.png));
    else waiting?.reject(new Error(drawn.problem));
  });
  worker.on('error', gone);
  worker.on('exit', () => gone(new Error('the thread that draws has ended')));
  return thread;
}
