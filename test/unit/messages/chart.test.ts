import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Chart, decisionChart } from '../../../src/messages/report/chart.ts';
import { createDraw } from '../../../src/platform/chart.ts';
import { chartSvg } from '../../../src/platform/chart-svg.ts';
import { type ReleaseStory, releaseStory } from '../../support/release-story.ts';

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** Looks of which the later half sees errors. */
function story(looks = 20) {
  const told = releaseStory({ from: '2.4.1', to: '2.5.0' }).approve().start().steps(3).begin();
  for (let look = 0; look < looks; look++) told.after(2000).measure(200, look < Math.floor(looks / 2) ? 0 : 8);
  return told;
}

/** The picture of a rollback that no figure has decided, so that each point shows what was measured. */
function pictureAt({ release }: ReleaseStory, at: number): Chart | null {
  const cause = { code: 'trouble', detail: '', by: null, verdict: null, trouble: null } as const;
  return decisionChart(release, { type: 'rollback.started', at, cause, undo: [] });
}

function chartOf(looks?: number): Chart {
  const told = story(looks);
  const chart = pictureAt(told, told.now);
  if (!chart) throw new Error('no chart');
  return chart;
}

/** Pixels that digits and units take in DejaVu Sans, whose advances these are, in thousandths of its size. */
function widthOf(words: string, size: number): number {
  const advances: Record<string, number> = { '.': 318, ' ': 318, m: 974, s: 521 };
  return ([...words].reduce((sum, letter) => sum + (advances[letter] ?? 636), 0) * size) / 1000;
}

async function residentMb(): Promise<number> {
  return Number(/VmRSS:\s+(\d+)/.exec(await readFile('/proc/self/status', 'utf8'))?.[1]) / 1024;
}

describe('the picture of a rollback', () => {
  it('has both versions in percent, the limit and the moment of decision', () => {
    const chart = chartOf();
    expect(chart.series.map(({ name, points }) => [name, points.length])).toEqual([
      ['2.5.0', 20],
      ['2.4.1', 20],
    ]);
    expect(chart.series[0]?.points.at(-1)?.value).toBe(4);
    expect(chart.series[1]?.points.at(-1)?.value).toBeCloseTo(0.1);
    expect(chart.limit).toBe(1);
    expect(chart.alt).toContain('2.5.0 and 2.4.1');
  });

  it('shows nothing that was measured later, and no more points than can be told apart', () => {
    const told = story();
    expect(pictureAt(told, told.now - 20_000)?.series[0]?.points).toHaveLength(10);
    expect(chartOf(500).series[0]?.points.length).toBeLessThanOrEqual(60);
  });

  it('is not there where there is too little to show', () => {
    const told = story(1);
    expect(pictureAt(told, told.now)).toBeNull();
  });

  it('escapes names', () => {
    const svg = chartSvg({ ...chartOf(), title: '<script>"&\u0000' });
    expect(svg).toContain('&lt;script&gt;&quot;&amp; ');
    expect(svg).not.toContain('<script');
  });

  it.each([0.8, 240, 900, 1900, 15_000])('shows all of what stands beside its axis, at a p99 of %d ms', (value) => {
    const { marker, series } = chartOf();
    const points = [value / 2, value].map((each, index) => ({ at: marker.at - 1000 + index, value: each }));
    const svg = chartSvg({
      ...chartOf(),
      unit: 'ms',
      limit: value,
      series: series.map((each) => ({ ...each, points })),
    });
    const marks = [...svg.matchAll(/<text x="([\d.]+)"[^>]* font-size="12"[^>]* text-anchor="end">([\d.]+ m?s)</g)];
    expect(marks).toHaveLength(3);
    for (const [, right, words = ''] of marks) expect(Number(right), words).toBeGreaterThanOrEqual(widthOf(words, 12));
  });

  it('has no text that cannot be read on a phone, which shows it 310 pixels wide', () => {
    const svg = chartSvg(chartOf());
    expect(svg).toContain('viewBox="0 0 310 ');
    const sizes = [...svg.matchAll(/font-size="(\d+)"/g)].map(([, size]) => Number(size));
    expect(sizes.length).toBeGreaterThan(8);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(12);
  });

  it('names both versions above their lines, with what they had at the end, under each other', () => {
    const chart = chartOf();
    const labels = [...chartSvg(chart).matchAll(/y="(\d+)" font-size="14"[^>]*>([^<]+)</g)].map(([, y, words]) => [
      y,
      words,
    ]);
    expect(labels).toEqual([
      ['62', '2.5.0'],
      ['62', '4 %'],
      ['81', '2.4.1'],
      ['81', '0.1 %'],
    ]);
  });

  it('is a sharp PNG with fonts of its own', async () => {
    const draw = createDraw();
    const png = await draw(chartOf());
    expect([...png.subarray(0, 8)]).toEqual([...signature]);
    expect(png.readUInt32BE(16)).toBe(1240);
    const blank = await draw({ ...chartOf(), title: '' });
    expect(png.equals(blank)).toBe(false);
  });

  it('is everybody’s own where many are drawn at once', async () => {
    const draw = createDraw();
    const charts = Array.from({ length: 8 }, (_, index) => chartOf(4 + 2 * index));
    const alone: Buffer[] = [];
    for (const chart of charts) alone.push(await draw(chart));
    const together = await Promise.all(charts.map(draw));
    expect(together.map((png, index) => png.equals(alone[index] ?? signature))).toEqual(charts.map(() => true));
    expect(new Set(alone.map((png) => png.toString('base64'))).size).toBe(charts.length);
  });

  it.runIf(process.platform === 'linux')(
    'leaves no memory behind, however many are drawn at once',
    async () => {
      const draw = createDraw();
      await draw(chartOf());
      const before = await residentMb();
      await Promise.all(Array.from({ length: 40 }, () => draw(chartOf())));
      // Each holds 4 MB while it is drawn: all of them would be 160.
      expect((await residentMb()) - before).toBeLessThan(80);
    },
    // The thread that draws steps back behind all other work of the machine.
    120_000,
  );

  describe('and the thread that draws it', () => {
    beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
    afterEach(() => void vi.useRealTimers());

    it('is not waited for when it is stuck, and the next chart has another', async () => {
      const draw = createDraw();
      const late = draw(chartOf());
      vi.advanceTimersByTime(20_000);
      const next = draw(chartOf());
      await expect(late).rejects.toThrow('no picture within 20000 ms');
      expect((await next).subarray(0, 8)).toEqual(signature);
    });

    it('has all the time it needs where many wait for theirs', async () => {
      const draw = createDraw();
      const all = Array.from({ length: 3 }, async () => {
        const png = await draw(chartOf());
        // Each takes 15 s: the last has been asked for 45 s ago when it is there.
        vi.advanceTimersByTime(15_000);
        return png;
      });
      expect(new Set((await Promise.all(all)).map((png) => png.toString('base64'))).size).toBe(1);
    });

    it('comes again after a rest', async () => {
      const draw = createDraw();
      const before = await draw(chartOf());
      vi.advanceTimersByTime(30_000);
      expect((await draw(chartOf())).equals(before)).toBe(true);
    });
  });
});
