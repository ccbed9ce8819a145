import type { Author, Changes, KnownChanges } from '../domain/changes.ts';
import { counted } from './format.ts';
import { linkable, mention } from './people.ts';
import { bold, code, join, lines, link, nothing, say, type Words } from './words.ts';

/** So many of each stand on a card; the thread has the rest. */
const shown = { authors: 3, titles: 3, migrations: 2 } as const;
/** On a card a title is one of several in its line. */
const longestTitle = 60;

/** What is in a version, in at most three lines; none where nothing is known of it. */
export function changesLines(changes: Changes): Words[] {
  switch (changes.kind) {
    case 'linked':
      return [link(changes.url, "What's in it")];
    case 'unknown':
      return [say`What's in it is not known: ${changes.why}.`];
    case 'known':
      return [summary(changes), titles(changes), migrationsLine(changes)].filter(({ plain }) => plain !== '');
  }
}

/** The same as one piece of a message. */
export function changesText(changes: Changes): Words {
  return lines(...changesLines(changes));
}

/** "What's in it: 12 commits by Aoi Tanaka, Ben Okafor and 2 more". */
function summary({ total, authors, takenBack, url, lacks }: KnownChanges): Words {
  const heading = bold(takenBack ? 'What it takes back' : "What's in it");
  if (total === 0) return say`${heading}: ${link(url, 'no commits')}${lacking(lacks)}`;
  const by =
    authors.total === 0
      ? nothing
      : say` by ${listed(
          authors.first.map(({ name }) => say`${name}`),
          authors.total,
          shown.authors,
        )}`;
  return say`${heading}: ${link(url, counted(total, 'commit'))}${by}${lacking(lacks)}`;
}

/** What runs now and would be gone. */
function lacking(lacks: number | undefined): Words {
  if (lacks === undefined) return nothing;
  return say`; ⚠ ${counted(lacks, 'commit')} that ${lacks === 1 ? 'runs' : 'run'} now ${lacks === 1 ? 'is' : 'are'} not in it`;
}

/** "#412 Retry payments · #409 Cart totals · 3 more"; without pull requests, the commits. */
function titles({ pulls, commits, total }: KnownChanges): Words {
  if (pulls.total === 0) {
    const subjects = commits.slice(0, shown.titles).map(({ subject, url }) => link(url, cut(subject)));
    return withMore(subjects, total);
  }
  const named = pulls.first.slice(0, shown.titles);
  return withMore(
    named.map(({ name, title, url }) => say`${link(url, name)} ${cut(title)}`),
    pulls.total,
  );
}

function cut(title: string): string {
  return title.length <= longestTitle ? title : `${title.slice(0, longestTitle - 1).trimEnd()}…`;
}

function withMore(pieces: readonly Words[], total: number): Words {
  const left = total - pieces.length;
  return join([...pieces, left > 0 ? say`${left} more` : nothing], ' · ');
}

/** "⚠ Migrations: db/migrations/0042.sql and 2 more". */
function migrationsLine({ migrations: { total, first, partly } }: KnownChanges): Words {
  if (total === 0)
    return partly ? say`It changes more files than its source lists: migrations may be among them` : nothing;
  const more = partly ? say` (it changes more files than its source lists)` : nothing;
  return say`⚠ Migrations: ${listed(first.map(code), total, shown.migrations)}${more}`;
}

/** "a, b and 2 more", of as many as are shown. */
function listed(all: readonly Words[], total: number, most: number): Words {
  const named = all.slice(0, most);
  const left = total - named.length;
  if (left > 0) return say`${join(named, ', ')} and ${left} more`;
  const [last] = named.slice(-1);
  return named.length > 1 && last ? say`${join(named.slice(0, -1), ', ')} and ${last}` : join(named, ', ');
}

/** Whether a card has no room for all of it. */
export function hasMore(changes: Changes): boolean {
  if (changes.kind !== 'known') return false;
  const { total, pulls, authors, migrations } = changes;
  return (
    (pulls.total === 0 ? total : pulls.total) > shown.titles ||
    (pulls.total > 0 && total > pulls.total) ||
    authors.total > shown.authors ||
    migrations.total > shown.migrations
  );
}

/** A message has room for so many of each. */
const inMessage = 15;

/**
 * What is known of it, in pieces for sections: pull requests, commits, migrations, authors.
 * @param most of each list so many; the rest is counted
 */
export function allChanges(changes: KnownChanges, most = inMessage): Words[][] {
  const { total, commits, pulls, authors, migrations } = changes;
  const named = authors.first.slice(0, 2 * most).map(({ name }) => say`${name}`);
  const lists = [
    list(
      'Pull requests',
      pulls.first.map(({ name, title, url }) => say`${link(url, name)} ${title}`),
      pulls.total,
      most,
    ),
    list(
      'Commits',
      commits.map(({ id, subject, author, url }) => say`${link(url, code(id.slice(0, 7)))} ${subject} (${author})`),
      total,
      most,
    ),
    list('Migrations', migrations.first.map(code), migrations.total, most),
    authors.total > shown.authors ? [say`${bold('Authors')}: ${withMore(named, authors.total)}`] : [],
  ];
  return [[summary(changes)], ...lists.filter((piece) => piece.length > 0)];
}

function list(heading: string, each: readonly Words[], total: number, most: number): Words[] {
  if (each.length === 0) return [];
  const some = each.slice(0, most);
  const left = total - some.length;
  return [bold(heading), ...some.map((one) => say`• ${one}`), ...(left > 0 ? [say`… and ${left} more`] : [])];
}

/** Those of the authors whom Slack can tell. */
export function authorsToTell(changes: Changes | undefined): Words[] {
  if (changes?.kind !== 'known') return [];
  return changes.authors.first.flatMap(({ name, slack }: Author) =>
    slack !== undefined && linkable(slack) ? [mention({ id: slack, name })] : [],
  );
}
