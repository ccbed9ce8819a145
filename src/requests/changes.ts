import { type Author, type Changes, keptChanges } from '../domain/changes.ts';
import { parseImage } from '../domain/image-reference.ts';
import type { Target } from '../domain/target.ts';
import type { Version } from '../domain/version.ts';
import { within } from '../platform/within.ts';
import type { Compared, Found, Point } from '../providers/source/source.ts';
import { clip, tidy } from '../words/escape.ts';
import type { RequestDeps } from './deps.ts';

/** How long (ms) a plan waits for what is in a version: people wait for the plan. */
const waitMs = 2000;
/** Longer names and titles are shortened before they are kept. */
const longest = { subject: 120, name: 80, path: 200 } as const;

type Deps = Pick<RequestDeps, 'imagesOf' | 'sourceOf' | 'log'>;

interface Between {
  target: Target;
  from: Version;
  to: Version;
  /** The older version is asked for: what is taken back is told. */
  backwards: boolean;
}

/**
 * What lies between two versions; no plan waits for it long, and none is refused for it.
 * @returns null where no source is set, or the version is the same
 */
export async function changesBetween(deps: Deps, between: Between): Promise<Changes | null> {
  const { target, from, to } = between;
  if (from.version === to.version && from.image === to.image) return null;
  const unknown = (why: string): Changes => ({ kind: 'unknown', why });
  const failed = (error: Error) => {
    deps.log.warn({ service: target.service, error: error.message }, 'what is in a version could not be read');
    return unknown('its source could not be asked');
  };
  const looked = compared(deps, between).catch(failed);
  return within(waitMs, looked, unknown(`there was no answer within ${waitMs / 1000} s`));
}

async function compared(deps: Deps, { target, from, to, backwards }: Between): Promise<Changes | null> {
  const source = deps.sourceOf(target.source);
  if (source === null) return null;
  const [older, newer] = await Promise.all([pointOf(deps, target, from), pointOf(deps, target, to)]);
  const { service } = target;
  const span = backwards ? { service, from: newer, to: older } : { service, from: older, to: newer };
  return kept(await source.compare(span), backwards);
}

/** The image's label says which commit it was built from; who has no label goes by its tag. */
async function pointOf({ imagesOf }: Deps, { images, repository }: Target, of: Version): Promise<Point> {
  const { version, image, digest, commit = null } = of;
  if (commit !== null) return { version, commit };
  const named = parseImage(image);
  if (named.repository !== repository) return { version, commit };
  const found = await imagesOf(images).resolve(repository, digest ?? named.digest ?? named.tag ?? version);
  return { version, commit: found.kind === 'found' ? found.image.commit : null };
}

/** What goes into the log of the release. */
function kept(answer: Compared, backwards: boolean): Changes {
  if (answer.kind !== 'found') return answer;
  const { total, commits, pulls, migrations, filesCut, lacks, url } = answer;
  const authors = authorsOf(answer);
  return {
    kind: 'known',
    total,
    commits: commits.slice(0, keptChanges.commits).map(({ id, message, by, url: at }) => ({
      id: id.slice(0, 64),
      subject: short(message.split('\n', 1)[0] ?? '', longest.subject),
      author: short(by.name, longest.name),
      url: at,
    })),
    pulls: {
      total: pulls.length,
      first: pulls.slice(0, keptChanges.pulls).map((pull) => ({ ...pull, title: short(pull.title, longest.subject) })),
    },
    authors: { total: authors.length, first: authors.slice(0, keptChanges.authors) },
    migrations: {
      total: migrations.length,
      first: migrations.slice(0, keptChanges.migrations).map((path) => short(path, longest.path)),
      ...(filesCut ? { partly: true } : {}),
    },
    // On the way back, what the old version lacks is all of it.
    ...(lacks && !backwards ? { lacks } : {}),
    ...(backwards ? { takenBack: true } : {}),
    url,
  };
}

function short(text: string, most: number): string {
  return clip(tidy(text), most);
}

/** Each once, those who wrote most first. */
function authorsOf({ commits }: Found): Author[] {
  const counts = new Map<string, { author: Author; count: number }>();
  for (const { by } of commits) {
    const key = by.slack ?? (by.email ?? by.name).toLowerCase();
    const known = counts.get(key);
    const author = { name: short(by.name, longest.name), ...(by.slack === null ? {} : { slack: by.slack }) };
    counts.set(key, { author: known?.author ?? author, count: (known?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((one, other) => other.count - one.count).map(({ author }) => author);
}
