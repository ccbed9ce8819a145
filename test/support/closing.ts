import { afterEach } from 'vitest';

/** Takes a way to close something that a test has opened. */
export type AtEnd = (close: () => unknown) => void;

/** For the tests of one file: what each has opened is closed after it, the last first. */
export function closing(): AtEnd {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  return (close) => void closers.push(close);
}
