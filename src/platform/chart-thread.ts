import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort } from 'node:worker_threads';
import { Resvg } from '@resvg/resvg-js';

/** A thread that draws: it is sent `{ svg }`, one at a time, and answers `{ png }` or `{ problem }`. */

/**
 * Fonts of our own: the picture must look the same in a container that has none. They are read for each picture, so they
 * hold no more characters than names and figures have; beside this file in the sources as in a bundle.
 */
const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) =>
  fileURLToPath(new URL(`./fonts/${file}`, import.meta.url)),
);

/** Of its size on a phone: sharp there, and on a computer, which shows it larger. */
const SCALE = 4;

export interface Order {
  svg: string;
}

export type Drawn = { png: Uint8Array } | { problem: string };

function draw({ svg }: Order): Drawn {
  try {
    const image = new Resvg(svg, {
      fitTo: { mode: 'zoom', value: SCALE },
      font: { loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans' },
    }).render();
    return { png: image.asPng() };
  } catch (error) {
    return { problem: String(error) };
  }
}

/** Pictures are the least urgent of what a worker does in a storm. On Linux this is of this thread alone. */
function stepBack(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Where the system does not allow it, they are drawn all the same.
  }
}

/** A scavenge: collects this thread's young generation. */
function makeScavenge(): () => void {
  setFlagsFromString('--expose-gc');
  const gc: (options: { type: 'minor' }) => void = runInNewContext('gc');
  return () => gc({ type: 'minor' });
}

stepBack();
const scavenge = makeScavenge();
/**
 * Nothing of one picture is left for the next: it holds some 4 MB outside of the heap, which V8 does not see, and gives
 * them back in the turn of the event loop after it was collected; so the answer, which brings the next order, waits for
 * that turn. A hundred pictures without the scavenge took 390 MB, and the process kept them when the thread was gone; with it, 20.
 */
parentPort?.on('message', (order: Order) => {
  const drawn = draw(order);
  scavenge();
  setImmediate(() => parentPort?.postMessage(drawn));
});
