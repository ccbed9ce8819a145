import type { FoundCommit, Point, Span, WrittenBy } from './source.ts';

/** What the settings of all that are asked have in common. */
export interface Common {
  repository: string;
  tag: string;
  migrations: readonly string[];
  people: Readonly<Record<string, string>>;
}

/** So many commits and files are looked at; the services list no more of them either. */
export const most = { commits: 250, files: 300 } as const;

export function repositoryOf({ repository }: Pick<Common, 'repository'>, service: string): string {
  return repository.replaceAll('{service}', service).replace(/\/+$/, '');
}

/** By what a version is asked for: the commit of its image, else its tag. */
export function refOf({ tag }: Pick<Common, 'tag'>, service: string, { version, commit }: Point): string {
  if (commit !== null && /^[0-9a-f]{7,64}$/i.test(commit)) return commit;
  // In one pass: a version may have braces in it.
  return tag.replace(/\{(version|service)\}/g, (_, name: string) => (name === 'version' ? version : service));
}

/** Why two versions cannot be compared: one of them is not there. */
export function missingWords(name: string, repository: string, { from, to }: { from: string; to: string }): string {
  return `${name} has no ${repository}, or not both ${short(from)} and ${short(to)} in it, or the token may not read it`;
}

function short(ref: string): string {
  return /^[0-9a-f]{40,64}$/i.test(ref) ? ref.slice(0, 7) : ref;
}

/** Of changed files those that belong to migrations, in the source's order. */
export function migrationsIn(
  files: readonly string[],
  { migrations }: Pick<Common, 'migrations'>,
  { service }: Pick<Span, 'service'>,
): string[] {
  const places = migrations.map((place) => place.replaceAll('{service}', service).replace(/\/+$/, ''));
  const touched = files.filter((file) => places.some((place) => file === place || file.startsWith(`${place}/`)));
  return [...new Set(touched)];
}

/** @param keys by which the catalogue may know them: account, e-mail */
export function writtenBy(
  { people }: Pick<Common, 'people'>,
  { name, email, login }: { name: string | null; email: string | null; login: string | null },
): WrittenBy {
  const keys = [login, email].flatMap((key) => (key ? [key.toLowerCase()] : []));
  const [, slack = null] = Object.entries(people).find(([key]) => keys.includes(key.toLowerCase())) ?? [];
  return { name: name || login || 'somebody', slack, email };
}

/** What a commit's message says of the request by which it came in: its number, and its title. */
type Merge = (message: string) => { number: string; title: string } | null;

/** Each request once, in the order of their newest commits. */
export function pullsIn(
  commits: readonly Pick<FoundCommit, 'message'>[],
  merge: Merge,
  { sign, url }: { sign: string; url(number: string): string },
) {
  const found = new Map<string, { name: string; title: string; url: string }>();
  for (const { message } of commits) {
    const merged = merge(message.slice(0, 10_000));
    if (merged === null || found.has(merged.number)) continue;
    found.set(merged.number, { name: `${sign}${merged.number}`, title: merged.title, url: url(merged.number) });
  }
  return [...found.values()];
}

/** The lines of a message that say something: the subject first. */
export function linesOf(message: string): string[] {
  return message.split(/\r?\n/, 40).flatMap((line) => line.trim() || []);
}

/** `a/b c` → `a/b%20c`: slashes stay, as web pages have them. */
export function pathOf(text: string): string {
  return text.split('/').map(encodeURIComponent).join('/');
}
