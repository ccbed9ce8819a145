/** One link of a `Link` header (RFC 8288): where it leads, and the relations that it has. */
interface Link {
  target: string;
  relations: string[];
}

const longest = 16_384;
const linkPattern = /<([^<>]*)>((?:\s*;\s*[\w!#$%&*+.^`|~-]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]+))?)*)/g;
const relationPattern = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i;

function linksIn(header: string): Link[] {
  return [...header.slice(0, longest).matchAll(linkPattern)].map(([, target = '', parameters = '']) => {
    const [, quoted, plain = ''] = relationPattern.exec(parameters) ?? [];
    return { target: target.trim(), relations: (quoted ?? plain).toLowerCase().split(/\s+/) };
  });
}

/**
 * Where a list goes on, as path and query below the registry's own address. Of the link only the query counts: scheme,
 * host and the beginning of the path may be those of a proxy, or of what stands behind one, and are not asked.
 * @param path of the page that had this header
 * @returns null on the last page; `lost` where the list goes on, but not to anywhere that Sluice asks
 */
export function nextPage(header: string | undefined, origin: string, path: string): string | 'lost' | null {
  const link = linksIn(header ?? '').find(({ relations }) => relations.includes('next'));
  if (link === undefined) return null;
  const here = new URL(`${origin}${path}`);
  const there = URL.parse(link.target, here);
  if (there === null) return 'lost';
  if (there.search !== '') return `${here.pathname}${there.search}`;
  return there.origin === here.origin && there.pathname !== here.pathname ? there.pathname : 'lost';
}
