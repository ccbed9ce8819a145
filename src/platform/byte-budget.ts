/** More than may be held, or no room for it in time; in words for people. */
export class NoRoom extends Error {
  override name = 'NoRoom';
}

export interface BudgetOptions {
  /** Bytes of all answers that are held at once. */
  total: number;
  /** Bytes of one answer at most. */
  each: number;
  /** Of `total`, bytes of all first parts of answers, and of one such part: they do not wait for what is long. */
  small: { total: number; each: number };
  /** What is said of an answer that is longer than `each`. */
  tooLong: string;
}

/** The bytes of one answer, from its first on until what it says is known. */
export interface Share {
  /** Waits until there is room for more. Throws `NoRoom` where that never comes, or not before the signal aborts. */
  take(bytes: number, signal: AbortSignal): Promise<void>;
  /** Gives back all that was taken; the share may be used again. */
  giveBack(): void;
}

/** What one share holds, in bytes. */
interface Holding {
  small: number;
  common: number;
  apart: number;
}

interface Waiting {
  holding: Holding;
  bytes: number;
  go(): void;
}

/**
 * Room in the memory for answers of others: however many are read at once, together they hold no more than `total` bytes.
 * An answer that does not fit waits, and nothing is read from its connection. Room for one whole answer is reserved for
 * the first that must wait, until it is done, so that those that wait for each other do not wait for ever.
 */
export class ByteBudget {
  readonly #options: BudgetOptions;
  readonly #waiting: Waiting[] = [];
  #small = 0;
  #common = 0;
  /** Has the room that is reserved. */
  #first: Holding | null = null;

  constructor(options: BudgetOptions) {
    this.#options = options;
  }

  /** Bytes of one answer at most. */
  get each(): number {
    return this.#options.each;
  }

  /** What is said of an answer that is longer. */
  get tooLong(): string {
    return this.#options.tooLong;
  }

  open(): Share {
    const holding: Holding = { small: 0, common: 0, apart: 0 };
    return {
      take: (bytes, signal) => this.#take(holding, bytes, signal),
      giveBack: () => this.#giveBack(holding),
    };
  }

  async #take(holding: Holding, bytes: number, signal: AbortSignal): Promise<void> {
    const { each, tooLong } = this.#options;
    if (holding.small + holding.common + holding.apart + bytes > each) throw new NoRoom(tooLong);
    if (this.#fitsSmall(holding, bytes)) return;
    const isNext = this.#waiting.length === 0 || this.#first === holding;
    if (isNext && this.#fits(holding, bytes)) return;
    await this.#wait(holding, bytes, signal);
  }

  #fitsSmall(holding: Holding, bytes: number): boolean {
    const { small } = this.#options;
    if (holding.small + bytes > small.each || this.#small + bytes > small.total) return false;
    this.#small += bytes;
    holding.small += bytes;
    return true;
  }

  #fits(holding: Holding, bytes: number): boolean {
    const { total, each, small } = this.#options;
    if (this.#common + bytes <= total - each - small.total) {
      this.#common += bytes;
      holding.common += bytes;
      return true;
    }
    if (this.#first !== null && this.#first !== holding) return false;
    this.#first = holding;
    holding.apart += bytes;
    return true;
  }

  #wait(holding: Holding, bytes: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = () => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const waiting = { holding, bytes, go };
      const stop = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        const mib = Math.round(this.#options.total / 1024 / 1024);
        reject(new NoRoom(`no room for it in time: ${mib} MiB of long answers are being read already`));
        this.#admit();
      };
      this.#waiting.push(waiting);
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next && this.#fits(next.holding, next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift();
      next.go();
    }
  }

  #giveBack(holding: Holding): void {
    this.#small -= holding.small;
    this.#common -= holding.common;
    if (this.#first === holding) this.#first = null;
    Object.assign(holding, { small: 0, common: 0, apart: 0 } satisfies Holding);
    this.#admit();
  }
}
