import type { JsonAnswer } from '../unleash/json-server.ts';
import { type Comparison, compare, filesOf, type History, type SandboxCommit } from './history.ts';
import { type CodeHost, type CodeHostOptions, type Dialect, startCodeHost } from './server.ts';

/** GitHub's REST API, as far as Sluice asks it: a repository, and the comparison of two commits. */
export function startGithub(options: CodeHostOptions): Promise<CodeHost> {
  return startCodeHost(github, options);
}

const missing: JsonAnswer = { status: 404, body: { message: 'Not Found', status: '404' } };

/** GitHub lists no more of either in one answer. */
const most = { commits: 250, files: 300 };

const github: Dialect = {
  root: 'repos',
  tokenIn: ({ authorization }) => /^Bearer (\S+)$/.exec(authorization ?? '')?.[1],
  answer({ path: [root, owner, name, what, range = ''] }, find) {
    const repository = root === 'repos' ? find(`${owner}/${name}`) : undefined;
    if (!repository) return missing;
    if (what === undefined) return { status: 200, body: { full_name: repository.name, private: true } };
    const [, base, head] = /^(.+?)\.\.\.(.+)$/.exec(range) ?? [];
    if (what !== 'compare' || base === undefined || head === undefined) return missing;
    const found = compare(repository, base, head);
    return found ? { status: 200, body: body(repository, found, range) } : missing;
  },
};

function body({ name }: History, { ahead, behind }: Comparison, range: string) {
  const status =
    ahead.length > 0 ? (behind.length > 0 ? 'diverged' : 'ahead') : behind.length > 0 ? 'behind' : 'identical';
  return {
    html_url: `https://github.com/${name}/compare/${range}`,
    status,
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: ahead.slice(-most.commits).map((commit) => commitBody(name, commit)),
    files: filesOf(ahead)
      .slice(0, most.files)
      .map((filename) => ({
        filename,
        status: 'modified',
        additions: 1,
        deletions: 1,
        changes: 2,
        patch: '@@ -1 +1 @@',
      })),
  };
}

function commitBody(name: string, { sha, message, name: author, email, login, at }: SandboxCommit) {
  const person = { name: author, email, date: at };
  return {
    sha,
    html_url: `https://github.com/${name}/commit/${sha}`,
    commit: { message, author: person, committer: person },
    author: login === null ? null : { login, type: 'User' },
    parents: [],
  };
}
