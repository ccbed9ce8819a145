import type { Plan } from '../domain/plan.ts';
import { say, type Words } from './words.ts';

/** What is known of the new version's pods: of the release as it is, or of an event. */
interface Lack {
  /** Why it has fewer than it was given, in plain words from the cluster; null once it has them again. */
  detail: string | null;
  /** Whether it is to have none; absent where that has not changed. */
  idle?: boolean | undefined;
}

/** That the new version has fewer pods than it was given, or none, or has them again. A whole sentence. */
export function lackingSentence({ detail, idle }: Lack, { to }: Plan): Words {
  if (detail === null)
    return idle === undefined ? say`${to.version} has all of its pods again.` : say`${to.version} has pods again.`;
  if (idle) return say`Nothing of ${to.version} runs, so there is nothing to watch: ${detail}.`;
  return say`${to.version} has fewer pods than planned: ${detail}.`;
}
