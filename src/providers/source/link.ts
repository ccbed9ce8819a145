import type { LinkConfig } from './kinds/link.ts';
import type { Source } from './source.ts';

/** Fills in the template; asks nobody. */
export function linkSource(_: unknown, { compare }: LinkConfig): Source {
  return {
    async compare({ service, from, to }) {
      const values: Record<string, string | null> = {
        service,
        from: from.version,
        to: to.version,
        fromCommit: from.commit,
        toCommit: to.commit,
      };
      const asked = [...compare.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
      if (asked.some((name) => (values[name] ?? null) === null)) {
        const unlabelled = from.commit === null ? from.version : to.version;
        return { kind: 'unknown', why: `the image of ${unlabelled} does not say which commit it was built from` };
      }
      const url = compare.replace(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(values[name] ?? ''));
      return { kind: 'linked', url };
    },
    check: async () => null,
  };
}
