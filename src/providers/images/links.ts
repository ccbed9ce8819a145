/** One link of a `Link` header (RFC 8288): where it leads, and the relations that it has; none where it names none. */
interface Link {
  target: string;
  relations: string[];
}

const longest = 16_384;
/** A target, in its brackets or, as some write it, without; and what is said of it, up to the comma before the next. */
const linkPattern = /(?:<([^<>]*)>|(?<![^\s,])([^<>\s;,"]+(?=\s*;)))((?:"(?:[^"\\]|\\.)*"|[^",])*)/g;
const relationPattern = /;\s*rel\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;,"']+))/i;

function linksIn(header: string): Link[] {
  return [...header.matchAll(linkPattern)].map(([, target, bare = '', said = '']) => {
    const relations = relationPattern.exec(withoutTexts(said))?.slice(1).join(' ') ?? '';
    return { target: (target ?? bare).trim(), relations: relations.toLowerCase().split(/\s+/).filter(Boolean) };
  });
}

/** Without quoted texts such as a title, which may look like anything. */
function withoutTexts(said: string): string {
  return said.replace(/;\s*(?!rel\s*=)[\w*-]+\s*=\s*"(?:[^"\\]|\\.)*"/gi, '');
}

/** The link to the next page: one that says so, or the only one, if it says nothing of what it is. */
function nextIn(links: readonly Link[]): Link | undefined {
  const [only, ...others] = links;
  const unsaid = only && others.length === 0 && only.relations.length === 0 ? only : undefined;
  return links.find(({ relations }) => relations.includes('next')) ?? unsaid;
}

/**
 * Where a list goes on, as path and query below the registry's own address. Of the link only the query counts: scheme,
 * host and the beginning of the path may be those of a proxy, or of what stands behind one, and are not asked.
 * @param path of the page that had this header
 * @returns null on the last page; `lost` where the list goes on, or may, but not to anywhere that Sluice asks
 */
export function nextPage(header: string | undefined, origin: string, path: string): string | 'lost' | null {
  const text = header?.trim() ?? '';
  if (text === '') return null;
  if (text.length > longest) return 'lost';
  const links = linksIn(text);
  const link = nextIn(links);
  if (link === undefined) {
    return links.length > 0 && links.every(({ relations }) => relations.length > 0) ? null : 'lost';
  }
  const here = new URL(`${origin}${path}`);
  const there = link.target === '' ? null : URL.parse(link.target, here);
  if (there === null) return 'lost';
  if (there.search !== '') return `${here.pathname}${there.search}`;
  return there.origin === here.origin && there.pathname !== here.pathname ? there.pathname : 'lost';
}
