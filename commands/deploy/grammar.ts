/** What `/deploy …` can say. The words after the command, understood; nothing has been looked up. */
export type Parsed =
  | { kind: 'form'; service: string | null }
  | {
      kind: 'deploy' | 'plan';
      service: string;
      version: string;
      environment: string | null;
      strategy: string | null;
      reason: string | null;
    }
  | { kind: 'status'; word: string | null; environment: string | null }
  | { kind: 'report'; word: string | null; environment: string | null }
  | { kind: 'history'; service: string | null; environment: string | null }
  | { kind: 'control'; what: ControlWord; word: string; environment: string | null; reason: string | null }
  | { kind: 'help' }
  /**
   * `problem` is plain text; `suggestion` is a whole command text that would be understood, or null; `known` are the
   * words that would have been understood, in a sentence, or null where no word was unknown.
   */
  | { kind: 'syntax'; problem: string; suggestion: string | null; known: string | null };

export const controlWords = ['pause', 'resume', 'promote', 'abort', 'rollback'] as const;
export type ControlWord = (typeof controlWords)[number];

export const subcommands = ['plan', 'status', 'history', 'report', ...controlWords, 'help'] as const;
export type Subcommand = (typeof subcommands)[number];

export const usage = '<service> <version> [to <environment>] [with <strategy>] [because <reason>]';

/** Whether a word names a release by its number, `142` or `#142`, and not by its service. */
export function isNumber(word: string): boolean {
  return /^#?\d+$/.test(word);
}

/** The release that a word names, as people write it: `#142`, or a service. */
export function releaseNamed(word: string): string {
  return isNumber(word) ? `#${word.replace('#', '')}` : word;
}
