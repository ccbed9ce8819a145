import type { Selector } from '../../workloads/objects/selector.ts';
import { nothingElse, type PreflightCheck } from '../check.ts';
import { label, some } from '../words.ts';

/** Selectors that name the version: Sluice changes the image, and labels stay as they are. */
export const versionLabels: PreflightCheck = {
  name: 'version-labels',
  needs: nothingElse,
  look({ stable, front }) {
    const { version, selector, title } = stable;
    const found = [
      ...(front ? [{ who: `Service ${front.name}`, by: { matchLabels: front.selector } }] : []),
      { who: title, by: selector },
    ].flatMap(({ who, by }) => {
      const named = wanted(by).filter(([, value]) => names(value, version));
      return named.map(([key, value]) => `${who} by ${label(key, value)}`);
    });
    if (found.length === 0) return [];
    const detail = `The version is part of a selector (${some(found)}): pods of the new version keep that label, since only their image changes`;
    const remedy = 'select by labels that stay the same from version to version, such as the name';
    return [{ severity: 'note', detail, remedy }];
  },
};

/** Values that a pod must have, or one of which. */
function wanted({ matchLabels = {}, matchExpressions = [] }: Selector): [string, string][] {
  const oneOf = matchExpressions.filter(({ operator }) => operator === 'In');
  const pairs = oneOf.flatMap(({ key, values }) => values.map((value): [string, string] => [key, value]));
  return [...Object.entries(matchLabels), ...pairs];
}

/** Whether a label's value is the version, as labels and names can spell it: `v2-4-0` and `checkout-2.4.0` are 2.4.0. */
function names(value: string, version: string): boolean {
  const [written, plain] = [plainly(value), plainly(version)];
  // A single number at the end of a name may count anything.
  return written === plain || (plain.includes('-') && written.endsWith(`-${plain}`));
}

/** Without case, a leading `v`, and the signs between the numbers: a label takes no `+`, and many names no dot. */
function plainly(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^(.*-)?v(?=\d)/, '$1');
}
