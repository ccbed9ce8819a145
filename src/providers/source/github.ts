import { z } from 'zod';
import { createAsk } from './ask.ts';
import { linesOf, migrationsIn, most, pathOf, pullsIn, writtenBy } from './common.ts';
import { comparingSource } from './comparing.ts';
import type { GithubConfig } from './kinds/github.ts';
import type { Found, Source, SourceDeps, Span } from './source.ts';

const text = z.string().nullish();

/** The comparison as GitHub's REST API answers it: the oldest commits first. */
const comparisonSchema = z.object({
  total_commits: z.number().int().nonnegative(),
  behind_by: z.number().int().nonnegative(),
  commits: z.array(
    z.object({
      sha: z.string(),
      commit: z.object({ message: z.string(), author: z.object({ name: text, email: text }).nullish() }),
      /** The account, where GitHub knows whose it is. */
      author: z.object({ login: text }).nullish(),
    }),
  ),
  files: z.array(z.object({ filename: z.string() })).nullish(),
});

/** Asks `GET /repos/{owner}/{repo}/compare/{base}...{head}`, which compares from where the two have parted. */
export function githubSource(deps: SourceDeps, config: GithubConfig): Source {
  const ask = createAsk(deps, {
    name: 'GitHub',
    url: config.url,
    tokenEnv: config.tokenEnv,
    headers: (token) => ({
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      authorization: `Bearer ${token}`,
    }),
    timeoutMs: config.timeoutMs,
  });
  return comparingSource(ask, config, {
    name: 'GitHub',
    at: (repository) => ['repos', ...repository.split('/')],
    ask: (repository, { from, to }) => ask(['repos', ...repository.split('/'), 'compare', `${from}...${to}`]),
    answer: comparisonSchema,
    web: (repository) => `${webOf(config.url)}/${pathOf(repository)}`,
    found: (answer, span, links) => foundIn(answer, config, span, links),
  });
}

function foundIn(
  { commits: listed, files, total_commits: total, behind_by: lacks }: z.output<typeof comparisonSchema>,
  config: GithubConfig,
  span: Span,
  { web, compare }: { web: string; compare: string },
): Found {
  const commits = listed
    .slice(-most.commits)
    .reverse()
    .map(({ sha, commit: { message, author: who }, author: account }) => ({
      id: sha,
      message,
      by: writtenBy(config, { name: who?.name ?? null, email: who?.email ?? null, login: account?.login ?? null }),
      url: `${web}/commit/${encodeURIComponent(sha)}`,
    }));
  const names = (files ?? []).map(({ filename }) => filename);
  return {
    kind: 'found',
    total: Math.max(total, commits.length),
    commits,
    pulls: pullsIn(commits, mergedBy, { sign: '#', url: (number) => `${web}/pull/${number}` }),
    migrations: migrationsIn(names.slice(0, most.files), config, span),
    filesCut: names.length >= most.files,
    lacks,
    url: `${web}/compare/${compare}`,
  };
}

/** A merge commit names the request in its first line and the title below; a squashed one has `(#12)` behind its title. */
function mergedBy(message: string): { number: string; title: string } | null {
  const [subject = '', next] = linesOf(message);
  const merge = /^Merge pull request #(\d{1,9})\b/.exec(subject);
  if (merge?.[1] !== undefined) return { number: merge[1], title: next ?? subject };
  const squashed = /^(.*?)\s*\(#(\d{1,9})\)$/.exec(subject);
  return squashed?.[2] === undefined ? null : { number: squashed[2], title: squashed[1] || subject };
}

/** Where people read what the API tells: https://api.github.com → https://github.com, https://<host>/api/v3 → https://<host>. */
function webOf(api: string): string {
  const url = new URL(api);
  if (url.host === 'api.github.com') return 'https://github.com';
  return `${url.origin}${url.pathname.replace(/\/api\/v3\/?$/, '').replace(/\/+$/, '')}`;
}
