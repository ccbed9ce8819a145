import type { Release } from '../../domain/release.ts';
import { planName } from '../../words/format.ts';
import { nothing, say } from '../../words/words.ts';
import { imageDigest } from '../card/parts.ts';
import type { Question, Subject } from './confirmation.ts';

/** What people are asked once more before a button that does harm counts; each for `confirmation`. */

export function askApprove(release: Release) {
  const image = imageDigest(release);
  const exact = say`This exact plan (${planName(release.digest)})${image ? say`, this image (${image})` : nothing}.`;
  return ({ service, environment, to }: Subject): Question => ({
    title: `Release ${service} ${to} to ${environment}?`,
    words: exact,
    yes: 'Approve',
    style: 'primary',
  });
}

export function askPromote({ service, environment, to }: Subject): Question {
  return {
    title: `Promote ${service} ${to} in ${environment} now?`,
    words: say`Skip the rest of the watching and give all of ${environment} ${to}?`,
    yes: 'Promote now',
  };
}

/** @param label what the button says, e.g. "Send 50 %" @param lead how the question begins, e.g. "Send 50 % to" */
export function askOnward({ label, lead }: { label: string; lead: string }) {
  return ({ service, environment, to }: Subject): Question => ({
    title: `${lead} ${service} ${to} in ${environment}?`,
    words: say`Go on with ${to} although the figures do not show that it is well?`,
    yes: label,
  });
}

export function askRollBack({ service, environment, from, to, traffic }: Subject): Question {
  return {
    title: `Roll ${service} back to ${from} in ${environment}?`,
    words: traffic
      ? say`Send all traffic of ${environment} back to ${from} and remove ${to}?`
      : say`Run ${from} on all pods in ${environment} again and remove ${to}?`,
    yes: 'Roll back',
  };
}

/** Offered only to those who look after it already: it ends what would otherwise be tried for ever. */
export function askTakeOver({ service, environment, from, to, traffic }: Subject): Question {
  return {
    title: `Leave ${service} in ${environment} to you?`,
    words: say`Sluice stops trying to go back to ${from}; ${service} can be released again. What runs stays as it is: ${to} may still ${traffic ? 'have traffic' : 'be running'}.`,
    yes: 'Leave it to me',
  };
}

/** @param release e.g. `#12` */
export function askPutBack(release: string) {
  return ({ service, environment, from, traffic }: Subject): Question => ({
    title: `Put ${service} back to ${from} in ${environment}?`,
    words: say`${traffic ? 'All its traffic goes' : 'All its pods go'} back to ${from}, and what release ${release} made is removed.`,
    yes: 'Put back',
  });
}
