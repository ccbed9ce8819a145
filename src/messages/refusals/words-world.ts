import { duration, share } from '../../words/format.ts';
import { linkable, mention } from '../../words/people.ts';
import { because } from '../../words/sentences.ts';
import { bold, code, nothing, say } from '../../words/words.ts';
import { approversFact, deployOffer, fact, oneWord, type Tellings, tell } from './telling.ts';

/** The world is not such that this could be released. */
export const worldRefusals: Tellings<
  | 'already-running'
  | 'would-go-back'
  | 'not-promoted'
  | 'gate-unknown'
  | 'busy'
  | 'overtaken'
  | 'workload-missing'
  | 'route-missing'
  | 'workload-unfit'
  | 'cluster-unreachable'
  | 'registry-unreachable'
  | 'nobody-can-approve'
  | 'nothing-to-roll-back'
> = {
  'already-running': (refused) =>
    tell(
      say`${bold(fact(refused, 'service'))} ${fact(refused, 'version')} runs in ${fact(refused, 'environment')} already. There is nothing to do.`,
    ),
  'would-go-back': (refused) =>
    tell(
      say`${bold(fact(refused, 'service'))} ${fact(refused, 'version')} is older than ${fact(refused, 'from')}, which runs in ${fact(refused, 'environment')}. Going back is done with ${code('/deploy rollback')}, so that nobody does it by accident.`,
      [rollbackOffer(fact(refused, 'service'), fact(refused, 'environment'))],
    ),
  'not-promoted': (refused) => {
    const requires = fact(refused, 'requires');
    const first = deployOffer(refused, { environment: requires, strategy: '' });
    return tell(
      say`${bold(fact(refused, 'service'))} ${refused.facts['detail'] || `${fact(refused, 'version')} has not run in ${requires} yet`}. It goes to ${requires} first, then to ${fact(refused, 'environment')}.`,
      [first && { ...first, label: `Deploy to ${requires} first` }],
    );
  },
  'gate-unknown': (refused) =>
    tell(
      say`I can't tell just now whether ${bold(fact(refused, 'service'))} ${fact(refused, 'version')} may go to ${fact(refused, 'environment')}${because(refused.facts['detail'] ?? '')}. Nothing was started.`,
      again(deployOffer(refused)),
    ),
  busy: (refused) => {
    const { by = '', version = '', percent = '', number = '' } = refused.facts;
    const what = version === '' ? nothing : say`${version}, `;
    const who = by === '' ? nothing : say` by ${linkable(by) ? mention({ id: by, name: by }) : by}`;
    const far = percent === '' ? nothing : say`${trafficOf(Number(percent))}, `;
    return tell(
      say`${bold(fact(refused, 'service'))} is being released to ${fact(refused, 'environment')}${who} (${what}${far}#${number}). One at a time: ask again when it is over.`,
      [{ label: 'See how it is going', command: `status ${fact(refused, 'service')}` }],
    );
  },
  overtaken: (refused) => {
    const { by = '', other = '', number = '', askedMs = '' } = refused.facts;
    const who = linkable(by) ? say` by ${mention({ id: by, name: by })}` : nothing;
    return tell(
      say`You asked for ${bold(fact(refused, 'service'))} ${fact(refused, 'version')} in ${fact(refused, 'environment')} ${duration(Number(askedMs))} ago, and I could not look at it before now. Meanwhile #${number} (${other}${who}) has come and gone there, so I did not start yours.`,
      again(deployOffer(refused)),
    );
  },
  'workload-missing': (refused) =>
    tell(
      say`${fact(refused, 'what')} does not exist in namespace ${fact(refused, 'namespace')} of cluster ${fact(refused, 'cluster')}. The catalogue says that ${bold(fact(refused, 'service'))} runs there in ${fact(refused, 'environment')}; one of both must be put right. Nothing was started.`,
    ),
  'route-missing': (refused) =>
    tell(
      say`The traffic of ${bold(fact(refused, 'service'))} in ${fact(refused, 'environment')} cannot be divided${because(refused.facts['detail'] ?? '')}. Nothing was started.`,
    ),
  'workload-unfit': (refused) =>
    tell(
      say`${bold(fact(refused, 'service'))} in ${fact(refused, 'environment')} cannot be released like this${because(refused.facts['detail'] ?? '')}. Nothing was started.`,
    ),
  'cluster-unreachable': (refused) =>
    tell(
      say`I can't reach cluster ${bold(fact(refused, 'cluster'))}, where ${fact(refused, 'service')} runs in ${fact(refused, 'environment')}${because(refused.facts['detail'] ?? '')}. Nothing was started.`,
      again(deployOffer(refused)),
    ),
  'registry-unreachable': (refused) =>
    tell(
      say`I can't ask the registry about ${bold(fact(refused, 'service'))} ${fact(refused, 'version')}${because(refused.facts['detail'] ?? '')}. Nothing was started.`,
      again(deployOffer(refused)),
    ),
  'nobody-can-approve': (refused, view) => {
    const who = refused.facts['approvers'] ? say` by ${approversFact(refused, view)}` : nothing;
    return tell(
      say`Nobody could approve ${bold(fact(refused, 'service'))} ${fact(refused, 'version')} for ${fact(refused, 'environment')}${who}${because(refused.facts['detail'] ?? '')}. Ask those who look after the catalogue to name more approvers.`,
    );
  },
  'nothing-to-roll-back': (refused) =>
    tell(
      say`${bold(fact(refused, 'service'))} has no earlier release to ${fact(refused, 'environment')} that I could go back to. To put a certain version there: ${code('/deploy <service> <version>')}.`,
      [{ label: 'History', command: `history ${fact(refused, 'service')}` }],
    ),
};

function rollbackOffer(service: string, environment: string) {
  if (!oneWord(service) || !oneWord(environment)) return null;
  return { label: `Roll back ${service} in ${environment}`, command: `rollback ${service} ${environment}` };
}

function again(offer: ReturnType<typeof deployOffer>) {
  return [offer && { ...offer, label: 'Try again' }];
}

function trafficOf(percent: number): string {
  return percent > 0 ? `${share(percent)} of traffic` : 'no traffic yet';
}
