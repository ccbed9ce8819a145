import type { Refusal } from '../../domain/reasons.ts';
import { because } from '../../words/sentences.ts';
import { bold, code, join, nothing, say, toWords, type Words } from '../../words/words.ts';
import { deployOffer, fact, type Offer, oneWord, type Tellings, tell } from './telling.ts';

/** What was typed does not name anything, or not what was meant. */
export const typedRefusals: Tellings<
  'unknown-service' | 'unknown-environment' | 'unknown-strategy' | 'unknown-version' | 'unknown-release' | 'syntax'
> = {
  'unknown-service': (refused) =>
    tell(
      say`There is no service ${bold(fact(refused, 'service'))}. ${didYouMean(refused, 'Known are')}${elseAsked(refused)}`,
      suggest(refused, 'service'),
    ),
  'unknown-environment': (refused) =>
    tell(
      say`${bold(fact(refused, 'service'))} has no environment ${bold(fact(refused, 'environment'))}. ${didYouMean(refused, 'It has')}`,
      suggest(refused, 'environment'),
    ),
  'unknown-strategy': (refused) =>
    tell(
      say`${bold(fact(refused, 'service'))} cannot be released with ${bold(fact(refused, 'strategy'))}. ${didYouMean(refused, 'The catalogue knows')}`,
      suggest(refused, 'strategy'),
    ),
  'unknown-version': (refused) =>
    tell(
      say`${bold(fact(refused, 'service'))} has no version ${bold(fact(refused, 'version'))} in its registry. ${didYouMean(refused, 'Known are')}`,
      suggest(refused, 'version'),
    ),
  'unknown-release': (refused) =>
    tell(say`There is no release ${bold(releaseName(refused))}. ${code('/deploy history')} lists the last ones.`, [
      { label: 'History', command: 'history' },
    ]),
  syntax: (refused) => {
    const { detail = '', known } = refused.facts;
    const reason = detail === '' ? say`I did not understand that.` : say`I did not understand that${because(detail)}.`;
    const [meant] = refused.suggestions ?? [];
    const near = meant ? say` Did you mean ${code(`/deploy ${meant}`)}?` : nothing;
    if (known) return tell(say`${reason}${near} ${known}`, offersOf(refused));
    return tell(
      say`${reason} Try ${code('/deploy checkout 2.4.1 to production')}, or ${code('/deploy help')}.`,
      offersOf(refused),
    );
  },
};

function offersOf({ suggestions = [] }: Refusal): Offer[] {
  const meant = suggestions.map((command): Offer => ({ label: `/deploy ${command}`, command }));
  return [...meant, { label: 'Help', command: 'help' }];
}

function releaseName({ facts }: Refusal): string {
  const { number, service } = facts;
  return number ? `#${number}` : (service ?? '?');
}

/** "Did you mean checkout?", or what there is. */
function didYouMean({ suggestions = [], facts }: Refusal, listing: string): Words {
  if (suggestions.length > 0) {
    return say`Did you mean ${join(
      suggestions.slice(0, 3).map((each) => bold(each)),
      ' or ',
    )}?`;
  }
  return facts['known'] ? say`${toWords(listing)} ${facts['known']}.` : nothing;
}

/** What is no service may have been meant as a command. */
function elseAsked({ suggestions = [] }: Refusal): Words {
  return suggestions.length > 0 ? nothing : say` ${code('/deploy help')} lists what else can be asked.`;
}

function suggest(refused: Refusal, field: string): (Offer | null)[] {
  return (refused.suggestions ?? []).filter(oneWord).map((value) => deployOffer(refused, { [field]: value }));
}
