import { z } from 'zod';
import { createAsk } from './ask.ts';
import { linesOf, migrationsIn, most, pathOf, pullsIn, writtenBy } from './common.ts';
import { comparingSource } from './comparing.ts';
import type { GitlabConfig } from './kinds/gitlab.ts';
import type { Found, Source, SourceDeps, Span } from './source.ts';

const text = z.string().nullish();

/** The comparison as GitLab's REST API answers it: the oldest commits first. */
const comparisonSchema = z.object({
  commits: z.array(z.object({ id: z.string(), title: text, message: text, author_name: text, author_email: text })),
  diffs: z.array(z.object({ new_path: z.string() })).nullish(),
  /** The server has given up before it had all files. */
  compare_timeout: z.boolean().nullish(),
});

/** Asks `GET /projects/:id/repository/compare`, from where the two have parted. It does not tell what `to` lacks. */
export function gitlabSource(deps: SourceDeps, config: GitlabConfig): Source {
  const root = config.url.replace(/\/+$/, '');
  const ask = createAsk(deps, {
    name: 'GitLab',
    url: `${root}/api/v4`,
    tokenEnv: config.tokenEnv,
    headers: (token) => ({ 'private-token': token }),
    timeoutMs: config.timeoutMs,
  });
  return comparingSource(ask, config, {
    name: 'GitLab',
    at: (repository) => ['projects', repository],
    ask: (repository, refs) => ask(['projects', repository, 'repository', 'compare'], { ...refs, straight: 'false' }),
    answer: comparisonSchema,
    web: (repository) => `${root}/${pathOf(repository)}/-`,
    found: (answer, span, links) => foundIn(answer, config, span, links),
  });
}

function foundIn(
  { commits: listed, diffs, compare_timeout: late }: z.output<typeof comparisonSchema>,
  config: GitlabConfig,
  span: Span,
  { web, compare }: { web: string; compare: string },
): Found {
  const commits = listed
    .slice(-most.commits)
    .reverse()
    .map(({ id, title, message, author_name: name, author_email: email }) => ({
      id,
      message: message ?? title ?? '',
      by: writtenBy(config, { name: name ?? null, email: email ?? null, login: null }),
      url: `${web}/commit/${encodeURIComponent(id)}`,
    }));
  const files = (diffs ?? []).map(({ new_path: path }) => path);
  return {
    kind: 'found',
    total: listed.length,
    commits,
    pulls: pullsIn(commits, mergedBy, { sign: '!', url: (number) => `${web}/merge_requests/${number}` }),
    migrations: migrationsIn(files.slice(0, most.files), config, span),
    filesCut: files.length > most.files || late === true,
    lacks: null,
    url: `${web}/compare/${compare}`,
  };
}

/** A merge commit has the title below its first line and `See merge request group/project!12` at its end. */
function mergedBy(message: string): { number: string; title: string } | null {
  const [subject = '', next] = linesOf(message);
  const number = /^See merge request \S*!(\d{1,9})$/m.exec(message)?.[1] ?? /\(!(\d{1,9})\)$/.exec(subject)?.[1];
  if (number === undefined) return null;
  const title = subject.startsWith('Merge branch ') ? (next ?? subject) : subject.replace(/\s*\(!\d+\)$/, '');
  return { number, title: title.startsWith('See merge request ') ? subject : title };
}
