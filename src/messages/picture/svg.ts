import { clip, escapeXml } from '../../words/escape.ts';

/** A picture as wide as a phone's page has room for: its text is read at 310 px as well. */
export const page = { width: 360, left: 10, right: 350 } as const;
export const inner = page.right - page.left;

/** The widest that a character of this size may be, as a part of the size: systems have different fonts. */
const widest = 0.6;

/** Told apart by people with any kind of colour vision (Okabe and Ito), in light and in dark. */
const light = { bg: '#ffffff', ink: '#1d1c1d', quiet: '#57565a', old: '#0072b2', new: '#d55e00', line: '#b9b8bd' };
const dark = { bg: '#161b22', ink: '#e6edf3', quiet: '#a3abb5', old: '#56b4e9', new: '#e69f00', line: '#4a525c' };

function rules(colors: typeof light): string {
  const fills = Object.entries(colors).map(([name, color]) => `.${name}{fill:${color}}`);
  const lines = (['ink', 'line'] as const).map((name) => `.s-${name}{fill:none;stroke:${colors[name]}}`);
  return [...fills, ...lines].join('');
}

const style = `<style>text{font:14px system-ui,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}.b{font-weight:700}.m{text-anchor:middle}${rules(light)}@media(prefers-color-scheme:dark){${rules(dark)}}</style>`;

const patterns = [
  '<pattern id="beside" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="bg" width="6" height="6"/><rect class="new" width="3.5" height="6"/></pattern>',
  '<pattern id="copies" width="7" height="7" patternUnits="userSpaceOnUse"><circle class="bg" cx="3.5" cy="3.5" r="3"/><circle class="new" cx="3.5" cy="3.5" r="2"/></pattern>',
].join('');

/** A whole picture. @param alt what it shows, in words */
export function picture(height: number, alt: string, parts: readonly string[]): string {
  const size = `width="${page.width}" height="${round(height)}" viewBox="0 0 ${page.width} ${round(height)}"`;
  const background = `<rect class="bg" width="${page.width}" height="${round(height)}" rx="6"/>`;
  const body = [`<title>${escapeXml(alt)}</title>`, style, `<defs>${patterns}</defs>`, background, ...parts];
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">\n${body.join('\n')}\n</svg>\n`;
}

/** What a shape looks like: a colour of ours, or a pattern. */
export type Look = 'old' | 'new' | 'quiet' | 'ink' | 'line' | 'beside' | 'copies';

function fill(look: Look): string {
  return look === 'beside' || look === 'copies' ? `fill="url(#${look})"` : `class="${look}"`;
}

/** A box; nothing where it has no size. */
export function box(x: number, y: number, width: number, height: number, look: Look): string[] {
  if (width <= 0 || height <= 0) return [];
  return [`<rect ${fill(look)} x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"/>`];
}

/** A box whose upper edge goes from one height to another; nothing where both are 0. */
export function slope(
  x: number,
  bottom: number,
  width: number,
  heights: readonly [number, number],
  look: Look,
): string[] {
  const [first, last] = heights;
  if (first === last) return box(x, bottom - first, width, first, look);
  const corners = [
    [x, bottom],
    [x, bottom - first],
    [x + width, bottom - last],
    [x + width, bottom],
  ];
  const points = corners.map((corner) => corner.map(round).join(',')).join(' ');
  return [`<polygon ${fill(look)} points="${points}"/>`];
}

/** A line down through the picture, dashed. */
export function downLine(x: number, top: number, bottom: number): string {
  return `<path class="s-ink" stroke-width="1.5" stroke-dasharray="4 3" d="M${round(x)} ${round(top)}V${round(bottom)}"/>`;
}

/** The edge of a box. */
export function edge(x: number, y: number, width: number, height: number): string {
  return `<rect class="s-line" x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"/>`;
}

interface TextLook {
  size?: number;
  look?: 'ink' | 'quiet';
  bold?: boolean;
  centered?: boolean;
}

/** One line of text, escaped. Whoever calls sees to it that it fits. */
export function text(x: number, y: number, words: string, options: TextLook = {}): string {
  const { size = 14, look = 'ink', bold = false, centered = false } = options;
  const names = [look, ...(bold ? ['b'] : []), ...(centered ? ['m'] : [])].join(' ');
  const style = size === 14 ? '' : ` style="font-size:${size}px"`;
  return `<text class="${names}"${style} x="${round(x)}" y="${round(y)}">${escapeXml(words)}</text>`;
}

/** How wide a text is at most (px). */
export function widthOf(words: string, size = 14): number {
  return words.length * size * widest;
}

/** A text in lines that are no wider than this (px). A word that is, is cut. */
export function wrapped(words: string, width: number, size = 14): string[] {
  const most = Math.max(1, Math.floor(width / (size * widest)));
  const lines: string[] = [];
  for (const word of words.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(clip(word, most));
  }
  return lines;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
