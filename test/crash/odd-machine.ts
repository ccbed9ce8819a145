import { readFileSync, writeSync } from 'node:fs';
import type { Odd } from './odd.ts';

/**
 * Loaded before a program (`node --import`): makes its machine odd when SIGUSR2 comes, in the way that the file
 * ODD_FILE says then, and says so on standard output. The program knows nothing of it.
 */
const file = process.env['ODD_FILE'] ?? '';
const RealDate = Date;
let off = 0;

class OddDate extends RealDate {
  constructor(...given: [] | [number | string | Date]) {
    super(...((given.length > 0 ? given : [OddDate.now()]) as [number]));
  }
  static override now(): number {
    return RealDate.now() + off;
  }
}
// A machine's clock is what Date reads; the monotonic one goes on as it did.
globalThis.Date = OddDate as DateConstructor;

function say(facts: Record<string, unknown>): void {
  writeSync(1, `${JSON.stringify({ msg: 'odd', ...facts })}\n`);
}

process.on('SIGUSR2', () => {
  const odd = JSON.parse(readFileSync(file, 'utf8')) as Odd;
  switch (odd.kind) {
    case 'clock':
      off = odd.ms;
      return say(odd);
    case 'stall':
      say({ ...odd, is: 'begun' });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, odd.ms);
      return say({ ...odd, is: 'over' });
  }
});
