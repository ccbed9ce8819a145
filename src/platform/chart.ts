import { createRequire } from 'node:module';
import { renderAsync } from '@resvg/resvg-js';
import type { Chart } from '../report/chart.ts';
import { chartSvg } from './chart-svg.ts';
import { pngOf } from './png.ts';

const { resolve } = createRequire(import.meta.url);

/** Fonts of our own: the picture must look the same in a container that has none. */
const fontFiles = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => resolve(`dejavu-fonts-ttf/ttf/${file}`));

/** Twice the size it is shown at, for sharp screens. */
const SCALE = 2;

/** A chart as PNG. Drawn and packed off the main thread; rejects where the drawing library fails. */
export async function drawChart(chart: Chart): Promise<Buffer> {
  const image = await renderAsync(chartSvg(chart), {
    fitTo: { mode: 'zoom', value: SCALE },
    font: { loadSystemFonts: false, fontFiles, defaultFontFamily: 'DejaVu Sans' },
  });
  return pngOf({ width: image.width, height: image.height, data: image.pixels });
}
