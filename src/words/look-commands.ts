import type { Named } from '../domain/names.ts';
import { candidateSelector, knownKindOf } from '../workloads/of-target.ts';
import { quote } from './escape.ts';

/** Commands that show what a release of this workload may have left in its namespace. */
export function lookCommands(namespace: string, workload: Named['workload']): string[] {
  const target = { workload };
  const kind = knownKindOf(target);
  const marked = `-l ${quote(candidateSelector(target))}`;
  const kubectl = `kubectl -n ${quote(namespace)} get`;
  // Another version's workload: what kubectl calls it is not known here, and its marks are the same.
  if (kind === null) return [`${kubectl} all ${marked}`];
  return [`${kubectl} ${kind.word},service ${marked}`, `${kubectl} ${kind.word} ${quote(workload.name)} -o wide`];
}
