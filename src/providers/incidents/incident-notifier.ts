import type { ProviderConfig } from '../../domain/target.ts';

export type Severity = 'critical' | 'error' | 'warning';

/** Something that on-call must know, in plain text. */
export interface Incident {
  summary: string;
  severity: Severity;
  release: { id: string; number: number };
  service: string;
  environment: string;
  from: string;
  to: string;
  /** Where it can be seen, or null. */
  link: string | null;
  /** The same for the same thing: a second one with this key says nothing new. */
  dedupKey: string;
  /** Since when (ms since epoch). */
  at: number;
}

/** `detail` is plain text for people, without secrets. */
export type Raised = { kind: 'taken' } | { kind: 'failed'; detail: string };

/** A way to tell people that does not go through Slack. */
export interface IncidentNotifier {
  /** For people, e.g. `webhook`. */
  name: string;
  /** An alert that Slack has not taken for so long (ms) goes this way. */
  afterMs: number;
  /** Never throws. Gives up on its own after a few seconds. */
  raise(incident: Incident): Promise<Raised>;
}

/** An answer's status, or why there was none. */
export type HttpPost = (
  url: string,
  request: { headers: Record<string, string>; body: string; timeoutMs: number },
) => Promise<{ kind: 'answer'; status: number } | { kind: 'none'; detail: string }>;

export interface IncidentDeps {
  post: HttpPost;
  /** The value of an environment variable. */
  secret(name: string): string | undefined;
  /** Called for each attempt; for counting. */
  sent(result: Raised['kind']): void;
}

/** The notifier that the settings name; null where there is none. Throws ZodError where they are not as they must be. */
export type NotifierOf = (config: ProviderConfig | undefined) => IncidentNotifier | null;
