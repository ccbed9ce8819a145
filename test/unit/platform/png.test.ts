import { inflateSync } from 'node:zlib';
import { Resvg } from '@resvg/resvg-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pngOf } from '../../../src/platform/png.ts';

/** Its pixels, as another reader of PNG sees them. */
function pixelsIn(png: Buffer, width: number, height: number): number[] {
  const href = `data:image/png;base64,${png.toString('base64')}`;
  const image = `<image width="${width}" height="${height}" image-rendering="optimizeSpeed" href="${href}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${image}</svg>`;
  return [...new Resvg(svg).render().pixels];
}

describe('a PNG', () => {
  it('has the pixels that it was made of, in the eyes of another reader', async () => {
    const size = fc.integer({ min: 1, max: 9 });
    const shades = fc.uint8Array({ minLength: 9 * 9 * 4, maxLength: 9 * 9 * 4 });
    await fc.assert(
      fc.asyncProperty(size, size, shades, async (width, height, any) => {
        const data = any.slice(0, width * height * 4).map((shade, index) => (index % 4 === 3 ? 255 : shade));
        expect(pixelsIn(await pngOf({ width, height, data }), width, height)).toEqual([...data]);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps what is transparent, and is packed', async () => {
    const data = new Uint8Array(200 * 100 * 4);
    const png = await pngOf({ width: 200, height: 100, data });
    expect(png.length).toBeLessThan(1000);
    const start = png.indexOf('IDAT') + 4;
    expect(inflateSync(png.subarray(start, png.length - 16))).toEqual(Buffer.alloc(100 * (200 * 4 + 1)));
  });
});
