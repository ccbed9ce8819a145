import type { JsonAnswer } from '../unleash/json-server.ts';
import { compare, filesOf, type SandboxCommit } from './history.ts';
import { type CodeHost, type CodeHostOptions, type Dialect, startCodeHost } from './server.ts';

/** GitLab's REST API, as far as Sluice asks it: a project, and the comparison of two commits. */
export function startGitlab(options: CodeHostOptions): Promise<CodeHost> {
  return startCodeHost(gitlab, options);
}

const missing: JsonAnswer = { status: 404, body: { message: '404 Project Not Found' } };

const gitlab: Dialect = {
  root: 'api',
  tokenIn: ({ 'private-token': token }) => (Array.isArray(token) ? token[0] : token),
  answer({ path: [api, version, root, name = '', ...rest], query }, find) {
    const project = api === 'api' && version === 'v4' && root === 'projects' ? find(name) : undefined;
    if (!project) return missing;
    if (rest.length === 0) return { status: 200, body: { path_with_namespace: project.name } };
    if (rest.join('/') !== 'repository/compare') return missing;
    const found = compare(project, query.get('from') ?? '', query.get('to') ?? '');
    if (!found) return { status: 404, body: { message: '404 Ref Not Found' } };
    const { ahead } = found;
    return {
      status: 200,
      body: {
        commit: ahead.at(-1) ? commitBody(ahead[ahead.length - 1] as SandboxCommit) : null,
        commits: ahead.map(commitBody),
        diffs: filesOf(ahead).map((path) => ({ old_path: path, new_path: path, diff: '@@ -1 +1 @@', new_file: false })),
        compare_timeout: false,
        compare_same_ref: ahead.length === 0,
      },
    };
  },
};

function commitBody({ sha, message, name, email, at }: SandboxCommit) {
  return {
    id: sha,
    short_id: sha.slice(0, 8),
    title: message.split('\n')[0],
    message,
    author_name: name,
    author_email: email,
    authored_date: at,
    created_at: at,
    parent_ids: [],
  };
}
