/** How much of a page is looked at. */
const looked = 512;

/**
 * What a page shows that is no page of metrics, in a few words; null where it may be one. Many servers answer any path
 * with their own page, and with 200.
 */
export function notMetrics(body: string, contentType = ''): string | null {
  const begin = body
    .slice(0, looked)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (/^text\/html|^application\/xhtml/i.test(contentType) || begin.startsWith('<')) return 'HTML';
  if (/^application\/([\w.-]+\+)?json/i.test(contentType) || isJson(begin)) return 'JSON';
  if (/protobuf/i.test(contentType)) return 'protobuf, which was not asked for,';
  if (begin.startsWith('\u001f')) return 'packed bytes';
  return null;
}

/** A name in quotes within braces may also be a series; behind it JSON has a colon. */
function isJson(begin: string): boolean {
  return /^\[|^\{\s*("[^"\\]*"\s*:|\}|$)/.test(begin);
}
