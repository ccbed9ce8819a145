import { Worker } from 'node:worker_threads';

export interface ThreadOptions {
  /** What the thread runs: it answers each message by one. */
  file: URL;
  /** Name of the work, for error messages: "reading the page". */
  what: string;
  /** For each order, waiting for those before it included. */
  withinMs: number;
  /** The thread goes when there was nothing to do for so long. */
  idleMs: number;
  /** Most of its old generation, in MB. */
  memoryMb: number;
}

interface Waiting<Order, Answer> {
  order: Order;
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/**
 * Works on one thing after the other in a thread of its own, so that none of it holds up the process. An order that takes
 * too long or too much memory ends the thread and is refused in words; those that wait go on in a new one.
 */
export class Thread<Order, Answer> {
  readonly #options: ThreadOptions;
  readonly #queue: Waiting<Order, Answer>[] = [];
  #current: Waiting<Order, Answer> | null = null;
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  /** Rejects, in words, where there is no answer within the time. */
  async ask(order: Order): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const waiting = { order, resolve, reject };
    const timer = setTimeout(() => this.#late(waiting), this.#options.withinMs);
    this.#queue.push(waiting);
    this.#next();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
    }
  }

  #next(): void {
    if (this.#current) return;
    clearTimeout(this.#idle);
    this.#current = this.#queue.shift() ?? null;
    if (this.#current) {
      this.#worker ??= this.#start();
      this.#worker.postMessage(this.#current.order);
    } else {
      this.#idle = setTimeout(() => this.#dismiss(), this.#options.idleMs).unref();
    }
  }

  #start(): Worker {
    const { file, memoryMb, what } = this.#options;
    const worker = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    worker.unref();
    worker.on('message', (answer: Answer) => this.#finish((waiting) => waiting.resolve(answer)));
    worker.on('error', (error) => this.#broke(this.#whyOf(error)));
    worker.on('exit', () => this.#broke(new Error(`${what} ended before its time`)));
    return worker;
  }

  #finish(tell: (waiting: Waiting<Order, Answer>) => void): void {
    const done = this.#current;
    this.#current = null;
    if (done) tell(done);
    this.#next();
  }

  #late(waiting: Waiting<Order, Answer>): void {
    const { what, withinMs } = this.#options;
    const error = new Error(`${what} took longer than ${withinMs / 1000} s`);
    if (this.#current === waiting) {
      this.#broke(error);
      return;
    }
    this.#queue.splice(this.#queue.indexOf(waiting), 1);
    waiting.reject(error);
  }

  #broke(error: Error): void {
    this.#dismiss();
    this.#finish((waiting) => waiting.reject(error));
  }

  #dismiss(): void {
    const leaving = this.#worker;
    this.#worker = null;
    leaving?.removeAllListeners();
    // What it still says on its way out is nobody's business.
    leaving?.on('error', () => undefined);
    void leaving?.terminate();
  }

  #whyOf(error: unknown): Error {
    const { what, memoryMb } = this.#options;
    const { code, message } = error as { code?: unknown; message?: unknown };
    const tooMuch = code === 'ERR_WORKER_OUT_OF_MEMORY';
    return new Error(tooMuch ? `${what} took more than ${memoryMb} MB of memory` : `${what} failed: ${message}`);
  }
}
