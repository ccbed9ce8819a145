export interface RegistryFault {
  /** HTTP status to answer with, such as 429 or 503. */
  status: number;
  /** How many requests fail; default: all, until `clear()`. */
  times?: number;
  /** Seconds for the `Retry-After` header. */
  retryAfter?: number;
  /** Only requests whose path and query match. */
  match?: RegExp;
}

export interface RegistryFaults {
  /** Makes requests fail from now on; later faults are tried after earlier ones. */
  fail(fault: RegistryFault): void;
  /** Every answer waits this many milliseconds. */
  delay(ms: number): void;
  /** Back to normal. */
  clear(): void;
  readonly delayMs: number;
  /** The fault this request meets, counted as used; undefined when it is to be answered normally. */
  take(url: string): RegistryFault | undefined;
}

/** Faults on demand for the registry's HTTP server. */
export function createFaults(): RegistryFaults {
  let faults: { fault: RegistryFault; left: number }[] = [];
  let delayMs = 0;
  return {
    fail: (fault) => {
      faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    delay: (ms) => {
      delayMs = ms;
    },
    clear: () => {
      faults = [];
      delayMs = 0;
    },
    get delayMs() {
      return delayMs;
    },
    take(url) {
      const hit = faults.find(({ fault, left }) => left > 0 && (fault.match?.test(url) ?? true));
      if (hit === undefined) return undefined;
      hit.left -= 1;
      return hit.fault;
    },
  };
}
