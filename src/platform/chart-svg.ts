import type { Chart, ChartPoint, ChartSeries } from '../messages/report/chart.ts';
import { escapeXml } from '../words/escape.ts';

/**
 * Drawn as wide as a phone shows a picture in a message, so that a size here is the size that people read at; a computer shows
 * it larger. No text is smaller than 12.
 */
const WIDTH = 310;
const HEIGHT = 250;
const frame = { left: 54, right: 298, top: 96, bottom: 218 };
/** Where texts begin that do not stand at the axes. */
const LEFT = 12;
const SIZE = { title: 15, label: 14, text: 12 } as const;

/** Told apart by people with any kind of colour vision (Okabe and Ito), and by width and dash as well. */
const looks = {
  candidate: { color: '#b84f00', width: 2.5, dash: '' },
  stable: { color: '#0072b2', width: 2, dash: '5 3' },
} as const;

const INK = '#1d1c1d';
const QUIET = '#616061';
const GRID = '#e4e4e4';

interface Scale {
  x(at: number): number;
  y(value: number): number;
  top: number;
  from: number;
  to: number;
}

/** A chart as SVG: a light card with an edge of its own, which reads on a light page as on a dark one. Names in it are escaped. */
export function chartSvg(chart: Chart): string {
  const scale = scaleOf(chart);
  const parts = [
    `<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="8" fill="#ffffff" stroke="${GRID}"/>`,
    text(LEFT, 24, shorten(chart.title, 30), { size: SIZE.title, weight: 'bold' }),
    text(LEFT, 41, shorten(chart.subtitle, 40), { size: SIZE.text, fill: QUIET }),
    ...legend(chart),
    ...gridLines(scale, chart.unit),
    ...timeMarks(chart, scale),
    ...limitLine(chart, scale),
    ...marker(chart, scale),
    ...chart.series.toReversed().map((series) => line(series, scale)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="DejaVu Sans">${parts.join('')}</svg>`;
}

function scaleOf({ series, unit, limit, marker: { at } }: Chart): Scale {
  const points = series.flatMap((each) => each.points);
  const times = [...points.map((point) => point.at), at];
  const from = Math.min(...times);
  const to = Math.max(...times, from + 1000);
  const top = niceTop(Math.max(...points.map(({ value }) => value * 1.05), (limit ?? 0) * 1.2, 0.1), unit);
  return {
    x: (time) => frame.left + ((time - from) / (to - from)) * (frame.right - frame.left),
    y: (value) => frame.bottom - (value / top) * (frame.bottom - frame.top),
    top,
    from,
    to,
  };
}

/** The next round number above the largest value that has round quarters. */
function niceTop(most: number, unit: Chart['unit']): number {
  const power = 10 ** Math.floor(Math.log10(most));
  const factor = [1, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10].find((each) => each * power >= most) ?? 10;
  return unit === '%' ? Math.min(100, factor * power) : factor * power;
}

function gridLines({ top, y }: Scale, unit: Chart['unit']): string[] {
  return [0, 0.5, 1].flatMap((part) => {
    const value = top * part;
    return [
      `<line x1="${frame.left}" x2="${frame.right}" y1="${y(value)}" y2="${y(value)}" stroke="${GRID}"/>`,
      text(frame.left - 5, y(value) + 4, shown(value, unit), { size: SIZE.text, fill: QUIET, anchor: 'end' }),
    ];
  });
}

/** Time before the decision: readers are in many time zones. */
function timeMarks({ marker: { at } }: Chart, { from, x }: Scale): string[] {
  const span = at - from;
  if (span <= 0) return [];
  return [text(x(from), frame.bottom + 18, `−${elapsed(span)}`, { size: SIZE.text, fill: QUIET })];
}

function elapsed(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 30) / 2} min` : `${Math.round(seconds / 1800) / 2} h`;
}

function limitLine({ limit, unit }: Chart, { y, top }: Scale): string[] {
  if (limit === null || limit > top) return [];
  return [
    `<line x1="${frame.left}" x2="${frame.right}" y1="${y(limit)}" y2="${y(limit)}" stroke="${QUIET}" stroke-dasharray="2 3"/>`,
    text(frame.left + 4, y(limit) - 5, `limit ${shown(limit, unit)}`, { size: SIZE.text, fill: QUIET }),
  ];
}

function marker({ marker: { at, label } }: Chart, { x }: Scale): string[] {
  return [
    `<line x1="${x(at)}" x2="${x(at)}" y1="${frame.top - 6}" y2="${frame.bottom}" stroke="${INK}" stroke-width="1.5"/>`,
    text(x(at), frame.bottom + 18, label, { size: SIZE.text, weight: 'bold', anchor: 'end' }),
  ];
}

function line({ points, track }: ChartSeries, { x, y, top }: Scale): string {
  const { color, width, dash } = looks[track];
  const path = points.map(({ at, value }) => `${round(x(at))},${round(y(Math.min(value, top)))}`).join(' ');
  const last = points.at(-1);
  const dot = last ? `<circle cx="${x(last.at)}" cy="${y(Math.min(last.value, top))}" r="4" fill="${color}"/>` : '';
  const dashed = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  return `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linejoin="round"${dashed}/>${dot}`;
}

const ROW = 19;

/** Each line as it is drawn, its version, and its last value at the right: beside the lines there is no room on a phone. */
function legend({ series, unit }: Chart): string[] {
  return series.flatMap(({ name, track, points }, index) => {
    const last: ChartPoint | undefined = points.at(-1);
    const { color, width, dash } = looks[track];
    const y = 62 + index * ROW;
    const dashed = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
    const style = { size: SIZE.label, weight: 'bold', fill: color } as const;
    return [
      `<line x1="${LEFT}" x2="${LEFT + 22}" y1="${y - 5}" y2="${y - 5}" stroke="${color}" stroke-width="${width}"${dashed}/>`,
      text(LEFT + 28, y, shorten(name, 20), style),
      ...(last ? [text(frame.right, y, shown(last.value, unit), { ...style, anchor: 'end' })] : []),
    ];
  });
}

function shorten(name: string, most: number): string {
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}

function shown(value: number, unit: Chart['unit'] | 's'): string {
  if (unit === 'ms' && value >= 1000) return shown(value / 1000, 's');
  const digits = value === 0 || value >= 10 ? 0 : value >= 1 ? 1 : 2;
  return `${String(Number(value.toFixed(digits)))} ${unit}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

interface TextLook {
  size: number;
  weight?: 'bold';
  fill?: string;
  anchor?: 'start' | 'middle' | 'end';
}

function text(x: number, y: number, words: string, { size, weight, fill = INK, anchor = 'start' }: TextLook): string {
  const bold = weight ? ` font-weight="${weight}"` : '';
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}"${bold} fill="${fill}" text-anchor="${anchor}">${escapeXml(words)}</text>`;
}
