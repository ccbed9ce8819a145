/**
 * "canary, rolling and recreate". By hand: `Intl.ListFormat` keeps 6 MB of locale data in memory for it, at each start.
 * @returns '' for none
 */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
