import { labels } from '../domain/names.ts';

/** Commands that show what a release of this workload may have left in its namespace. */
export function lookCommands(namespace: string, workload: string): string[] {
  const selector = `${labels.track}=candidate,${labels.workload}=${workload}`;
  return [
    `kubectl -n ${quote(namespace)} get deployment,service -l ${quote(selector)}`,
    `kubectl -n ${quote(namespace)} get deployment ${quote(workload)} -o wide`,
  ];
}

/** For a shell. */
function quote(word: string): string {
  return /^[\w./:@=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
