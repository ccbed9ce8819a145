import { because } from '../../words/because.ts';
import { bold, code, join, nothing, say, toWords, type Words } from '../../words/words.ts';
import { type Asking, type Offer, offerAgain, type Tellings, tell, type Wanted } from './telling.ts';

/** What was typed does not name anything, or not what was meant. */
export const typedRefusals: Tellings<
  | 'unknown-service'
  | 'unknown-set'
  | 'set-unneeded'
  | 'unknown-environment'
  | 'unknown-strategy'
  | 'unknown-version'
  | 'unknown-release'
  | 'syntax'
> = {
  'unknown-service': ({ service, known, suggestions, ...asked }, _view, asking) =>
    tell(
      said(
        say`There is no service ${bold(service)}.`,
        didYouMean(suggestions, 'Known services:', known),
        elseAsked(suggestions),
      ),
      corrected(suggestions, asking, (right) => ({ ...asked, service: right })),
    ),
  'unknown-set': ({ set, environment, known, suggestions }, _view, asking) => {
    const none = known.length === 0 ? say` The catalogue has none: it names them under ${code('sets')}.` : nothing;
    return tell(
      said(say`There is no set ${bold(set)}.${none}`, didYouMean(suggestions, 'Known sets:', known)),
      suggestions.map((right) => asking && offerAgain(setWanted(right, environment), { ...asking, set: right })),
    );
  },
  'set-unneeded': ({ set, environment, back, left }) => {
    const why = left.length > 0 ? say`: ${left.join('; ')}` : nothing;
    return tell(
      back
        ? say`Nothing of ${bold(set)} goes back in ${environment}${why}.`
        : say`There's nothing to do for ${bold(set)} in ${environment}${why}.`,
    );
  },
  'unknown-environment': ({ environment, known, suggestions, ...asked }, _view, asking) =>
    tell(
      said(
        say`${bold(asked.service)} has no environment ${bold(environment)}.`,
        didYouMean(suggestions, 'It has', known),
      ),
      corrected(suggestions, asking, (right) => ({ ...asked, environment: right })),
    ),
  'unknown-strategy': ({ strategy, known, suggestions, ...asked }, _view, asking) =>
    tell(
      said(
        say`${bold(asked.service)} can't be released with ${bold(strategy)}.`,
        didYouMean(suggestions, 'The catalogue knows', known),
      ),
      corrected(suggestions, asking, (right) => ({ ...asked, strategy: right })),
    ),
  'unknown-version': ({ version, suggestions, incomplete, ...asked }, _view, asking) =>
    tell(
      said(
        say`${bold(asked.service)} has no version ${bold(version)} in its registry.`,
        didYouMean(suggestions),
        ...(incomplete === undefined ? [] : [say`There may be more versions: ${incomplete}.`]),
      ),
      // Going back means one version, and a set says which: another one is no near miss of it.
      asking?.word === 'rollback' || asking?.set
        ? []
        : corrected(suggestions, asking, (right) => ({ ...asked, version: right })),
    ),
  'unknown-release': ({ named }) => {
    const none =
      named === null ? say`You haven't requested a release lately.` : say`There is no release ${bold(named)}.`;
    return tell(say`${none} ${code('/deploy history')} lists the recent ones.`, [
      { label: 'History', command: 'history' },
    ]);
  },
  syntax: ({ detail, known, suggestions }) => {
    const offers = suggestions.map((command): Offer => ({ label: `/deploy ${command}`, command }));
    const [meant] = suggestions;
    const near = meant ? say` Did you mean ${code(`/deploy ${meant}`)}?` : nothing;
    const usual = say`Try ${code('/deploy checkout 2.4.1 to production')}, or ${code('/deploy help')}.`;
    const rest = known === null ? say` ${usual}` : say`${near} ${known}`;
    return tell(say`I didn't understand that${because(detail)}.${rest}`, [
      ...offers,
      { label: 'Help', command: 'help' },
    ]);
  },
};

function setWanted(set: string, environment: string | null): Wanted {
  return { service: set, version: null, environment, strategy: null };
}

function said(...sentences: Words[]): Words {
  return join(sentences, ' ');
}

/** "Did you mean checkout?", or what there is. */
function didYouMean(suggestions: readonly string[], listing = '', known: readonly string[] = []): Words {
  if (suggestions.length > 0) {
    return say`Did you mean ${join(
      suggestions.slice(0, 3).map((each) => bold(each)),
      ' or ',
    )}?`;
  }
  return known.length > 0 ? say`${toWords(listing)} ${known.join(', ')}.` : nothing;
}

/** What is no service may have been meant as a command. */
function elseAsked(suggestions: readonly string[]): Words {
  return suggestions.length > 0 ? nothing : say`${code('/deploy help')} lists what else you can ask.`;
}

/** The same asked again, with what is near put in the place of what was typed. */
function corrected(
  suggestions: readonly string[],
  asking: Asking | null,
  ask: (right: string) => Omit<Wanted, 'strategy'> & { strategy?: string },
) {
  const strategy = asking?.strategy ?? null;
  return suggestions.map((right) => offerAgain({ strategy, ...ask(right) }, asking));
}
