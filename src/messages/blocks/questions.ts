import { say } from '../../words/words.ts';
import type { Question, Subject } from './confirmation.ts';

/** @param release e.g. `#12` */
export function askPutBack(release: string) {
  return ({ service, environment, from, traffic }: Subject): Question => ({
    title: `Put ${service} back to ${from} in ${environment}?`,
    words: say`${traffic ? 'All its traffic goes' : 'All its pods go'} back to ${from}, and what release ${release} made is removed.`,
    yes: 'Put back',
  });
}
