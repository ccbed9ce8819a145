import type { ProviderConfig } from '../../domain/target.ts';
import type { HttpClient } from '../../platform/http.ts';

/** A version as its source may know it. */
export interface Point {
  version: string;
  /** By the image's label; null where it has none. */
  commit: string | null;
}

/** Which two versions are compared. */
export interface Span {
  service: string;
  from: Point;
  to: Point;
}

/** Somebody who wrote a commit, as far as the source names them. */
export interface WrittenBy {
  name: string;
  /** The Slack id by which the catalogue knows them; null where it does not. */
  slack: string | null;
  email: string | null;
}

export interface FoundCommit {
  id: string;
  /** The whole message, however long. */
  message: string;
  by: WrittenBy;
  url: string;
}

/** Commits that are in `to` and not in `from`, the newest first. */
export interface Found {
  kind: 'found';
  /** In all; more than `commits` where the source lists no more. */
  total: number;
  commits: FoundCommit[];
  pulls: { name: string; title: string; url: string }[];
  /** Files of migrations among what has changed. */
  migrations: string[];
  /** There are more files than the source lists. */
  filesCut: boolean;
  /** Commits that are in `from` and not in `to`; null where the source does not say. */
  lacks: number | null;
  /** Where people read it. */
  url: string;
}

/** `why` and `url` are plain text for people, without secrets. */
export type Compared = Found | { kind: 'linked'; url: string } | { kind: 'unknown'; why: string };

/** Where the code of a service is. */
export interface Source {
  /** Never throws, and gives up by itself. */
  compare(span: Span): Promise<Compared>;
  /** Why it does not answer for a service, in words; null where it does. Never throws. */
  check(service: string): Promise<string | null>;
}

export interface SourceDeps {
  http: HttpClient;
  /** The value of an environment variable. */
  secret(name: string): string | undefined;
  clock: { now(): number };
}

/** The source that the settings name; null where there is none, or of a release from before there were any. */
export type SourceOf = (config: ProviderConfig | undefined) => Source | null;
