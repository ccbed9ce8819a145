import type { Plan } from '../domain/plan.ts';
import { say, type Words } from './words.ts';

/**
 * That the new version has fewer pods than it was given, or has them again. A whole sentence.
 * @param detail why, in plain words from the cluster; null once it has them again
 */
export function lackingSentence(detail: string | null, { to }: Plan): Words {
  if (detail === null) return say`${to.version} has all of its pods again.`;
  return say`${to.version} has fewer pods than planned: ${detail}.`;
}
