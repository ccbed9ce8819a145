import { candidateSelector, kindOf } from '../workloads/of-target.ts';
import { quote } from './escape.ts';

/** Commands that show what a release of this workload may have left in its namespace. */
export function lookCommands(namespace: string, workload: string): string[] {
  const target = { workload: { name: workload } };
  const { word } = kindOf(target);
  return [
    `kubectl -n ${quote(namespace)} get ${word},service -l ${quote(candidateSelector(target))}`,
    `kubectl -n ${quote(namespace)} get ${word} ${quote(workload)} -o wide`,
  ];
}
