import { nothingElse, type PreflightCheck } from '../check.ts';
import { label, some } from '../words.ts';

/** Selectors that name the version: Sluice changes the image, and labels stay as they are. */
export const versionLabels: PreflightCheck = {
  name: 'version-labels',
  needs: nothingElse,
  look({ stable, front }) {
    const { version, selector, title } = stable;
    const found = [
      ...(front ? [{ who: `Service ${front.name}`, by: front.selector }] : []),
      { who: title, by: selector.matchLabels ?? {} },
    ].flatMap(({ who, by }) => {
      const named = Object.entries(by).filter(([, value]) => value === version || value === `v${version}`);
      return named.map(([key, value]) => `${who} by ${label(key, value)}`);
    });
    if (found.length === 0) return [];
    const detail = `The version is part of a selector (${some(found)}): pods of the new version keep that label, since only their image changes`;
    const remedy = 'select by labels that stay the same from version to version, such as the name';
    return [{ severity: 'note', detail, remedy }];
  },
};
