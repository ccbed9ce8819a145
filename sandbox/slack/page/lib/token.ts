/** What stands between < and > in mrkdwn. */
export type Token =
  | { type: 'link'; url: string; text: string }
  | { type: 'user'; id: string }
  | { type: 'group'; id: string; text: string }
  | { type: 'channel'; id: string; text: string }
  | { type: 'broadcast'; name: string }
  | { type: 'date'; seconds: number; format: string; url: string; fallback: string };

const DATE = /^!date\^(-?\d+)\^([^^]+)(?:\^([^^]*))?$/;

/** Only addresses that a browser may be sent to; anything else (javascript:, data:, …) is undefined. */
export function safeUrl(url: string): string | undefined {
  try {
    if (url === '') return undefined;
    const parsed = new URL(url, 'http://relative.invalid');
    return ['http:', 'https:', 'mailto:', 'tel:'].includes(parsed.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Parses the inside of <…>; undefined when it is no token, so that the caller shows it as it was written.
 * `decode` turns escaped signs back.
 */
export function parseToken(inside: string, decode: (text: string) => string): Token | undefined {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const text = bar < 0 ? '' : decode(inside.slice(bar + 1));
  if (/^@[UWB][A-Z0-9]+$/.test(target)) return { type: 'user', id: target.slice(1) };
  if (/^#[CDG][A-Z0-9]+$/.test(target)) return { type: 'channel', id: target.slice(1), text };
  if (target.startsWith('!')) return special(target, text, decode);
  if (!/^(https?:\/\/|mailto:|tel:)/i.test(target) || /\s/.test(target)) return undefined;
  const url = decode(target);
  return { type: 'link', url, text: text || url.replace(/^mailto:/, '') };
}

function special(target: string, text: string, decode: (text: string) => string): Token | undefined {
  const group = /^!subteam\^([A-Z0-9]+)$/.exec(target);
  if (group) return { type: 'group', id: group[1] ?? '', text };
  if (['!here', '!channel', '!everyone'].includes(target)) return { type: 'broadcast', name: target.slice(1) };
  const date = DATE.exec(target);
  if (!date) return undefined;
  const [, seconds, format, url] = date;
  return {
    type: 'date',
    seconds: Number(seconds),
    format: decode(format ?? ''),
    url: decode(url ?? ''),
    fallback: text,
  };
}
