import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { Resvg } from '@resvg/resvg-js';

/** A thread that draws: it is sent `{ id, svg }`, and answers `{ id, png }` or `{ id, problem }`. */

const { resolve } = createRequire(import.meta.url);

/** Fonts of our own: the picture must look the same in a container that has none. */
const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => resolve(`dejavu-fonts-ttf/ttf/${file}`));

/** Twice the size it is shown at, for sharp screens. */
const SCALE = 2;

export interface Order {
  id: number;
  svg: string;
}

export type Drawn = { id: number; png: Uint8Array } | { id: number; problem: string };

function draw({ id, svg }: Order): Drawn {
  try {
    const image = new Resvg(svg, {
      fitTo: { mode: 'zoom', value: SCALE },
      font: { loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans' },
    }).render();
    return { id, png: image.asPng() };
  } catch (error) {
    return { id, problem: String(error) };
  }
}

parentPort?.on('message', (order: Order) => parentPort?.postMessage(draw(order)));
