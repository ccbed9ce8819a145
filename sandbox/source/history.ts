/** One commit of a repository's only branch. */
export interface SandboxCommit {
  /** 40 hex digits. */
  sha: string;
  message: string;
  name: string;
  email: string;
  /** The account, where the service knows whose the e-mail address is. */
  login: string | null;
  /** ISO 8601. */
  at: string;
  files: readonly string[];
}

/** A repository: its commits, the oldest first, and its tags. */
export interface History {
  /** With its owner or group: `shop/checkout`. */
  name: string;
  commits: readonly SandboxCommit[];
  /** Tag → hash. */
  tags: Readonly<Record<string, string>>;
}

/** The commits of one version that are not in another, the oldest first, with what the older lacks of the newer's past. */
export interface Comparison {
  ahead: readonly SandboxCommit[];
  behind: readonly SandboxCommit[];
}

/** Null where one of the two refs is not there: a hash, its beginning, or a tag. */
export function compare({ commits, tags }: History, base: string, head: string): Comparison | null {
  const at = (ref: string) => {
    const named = tags[ref] ?? ref;
    return named.length < 7 ? -1 : commits.findIndex(({ sha }) => sha.startsWith(named));
  };
  const [from, to] = [at(base), at(head)];
  if (from === -1 || to === -1) return null;
  return { ahead: commits.slice(from + 1, to + 1), behind: commits.slice(to + 1, from + 1) };
}

/** Files that some commits have changed, each once. */
export function filesOf(commits: readonly SandboxCommit[]): string[] {
  return [...new Set(commits.flatMap(({ files }) => files))].sort();
}
