import type { MigrationPhase } from './migration.ts';

/** Labels and annotations that Sluice puts on what it creates or writes. */
export const labels = {
  /** On the candidate's objects and pods: the release's id. */
  release: 'sluice.dev/release',
  /** On the candidate's objects and pods: always `candidate`; stable's objects never carry it. */
  track: 'sluice.dev/track',
  /** On the candidate's objects and pods, and on copies of its configuration: the name of stable. */
  workload: 'sluice.dev/workload',
  /** On a migration's Jobs: the name of the database. */
  database: 'sluice.dev/database',
} as const;

export const annotations = {
  /** `<release id>/<epoch>` of the last write: a worker with an older token must stop. */
  fence: 'sluice.dev/fence',
  /** The number of the train that the release is part of: beside the fence, for the day when Redis has lost both. */
  train: 'sluice.dev/train',
  /** JSON of what the object looked like before: how it is put back, even when everything else is lost. */
  undo: 'sluice.dev/undo',
  /** Says that Sluice wrote the marks above on this very object; see docs/decisions/signed-undo.md. */
  seal: 'sluice.dev/seal',
  /** `<release id>/<count>[/<image>]`: how many pods a release last asked a workload to have, and which image it set. */
  asked: 'sluice.dev/asked',
  /** On a release's copy of a ConfigMap or Secret: of which object and which release it is, with a digest of its content. */
  copy: 'sluice.dev/copy',
} as const;

/** Of a target, what names its workload. */
export interface Named {
  workload: { kind?: string | undefined; name: string };
}

export function candidateName(target: Named): string {
  return `${target.workload.name}-candidate`;
}

/** Longest value of a label, longest name of a Service, and longest name of any object, in characters. */
export const longest = { label: 63, service: 63, object: 253 } as const;

/** What a label of the user's becomes on the candidate's pods, where it must not be what it is on stable's. */
export function apartFrom(value: string): string {
  const suffix = '-candidate';
  // A label's value may be empty, and must not begin with a dash.
  return value === '' ? 'candidate' : `${value.slice(0, longest.label - suffix.length)}${suffix}`;
}

/** The candidate's own Kubernetes Service; null where the workload has none. */
export function candidateService(target: { workload: { service: string | null } }): string | null {
  return target.workload.service && `${target.workload.service}-candidate`;
}

const jobSuffixes: Record<MigrationPhase, string> = {
  dryRunAhead: '-migration-dry-run-ahead',
  backup: '-migration-backup',
  dryRun: '-migration-dry-run',
  expand: '-migration-expand',
  verify: '-migration-verify',
  contractDryRun: '-migration-contract-dry-run',
  contract: '-migration-contract',
  undo: '-migration-undo',
};

/** The Job of one phase of a migration. Of any release: so that one which an earlier release has left is seen. */
export function migrationJob({ workload: { name } }: Named, phase: MigrationPhase): string {
  return jobName(name, jobSuffixes[phase]);
}

/** The Job that tests a new version before anything is switched to it; of any release, as those of a migration. */
export function smokeJob({ workload: { name } }: Named): string {
  return jobName(name, '-smoke');
}

/** Its pods carry the name in a label. */
function jobName(workload: string, suffix: string): string {
  return `${workload.slice(0, longest.label - suffix.length).replaceAll('.', '-')}${suffix}`;
}

/** A candidate's object with its release's label, whatever somebody has written there: a seal vouches for it. */
export function labelled<T extends { metadata: { labels?: Record<string, string> | undefined } }>(
  object: T,
  release: string,
): T {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, [labels.release]: release } } };
}

/** What the candidate's pods of one workload carry. */
export function candidateLabels(target: Named): Record<string, string> {
  return { [labels.track]: 'candidate', [labels.workload]: target.workload.name };
}

/** The number in what may be a release's id; null where it is none of ours. */
export function numberIn(text: string): number | null {
  const match = /^r([1-9]\d{0,11})$/.exec(text);
  return match ? Number(match[1]) : null;
}

/** The number that people know a release by. @param id as the store gives them, `r142` */
export function numberOf(id: string): number {
  return numberIn(id) ?? Number.NaN;
}
