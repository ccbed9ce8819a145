import { listed } from '../../words/listed.ts';
import { bold, code, nothing, say } from '../../words/words.ts';
import { commandText } from '../blocks/command-text.ts';
import { type Offer, oneWord, type Tellings, tell } from './telling.ts';

/** Of the versions that a workload keeps, so many are named. */
const MOST_KEPT = 3;

/** It can't go back there, or not by this command. */
export const backRefusals: Tellings<'would-go-back' | 'never-ran' | 'nothing-to-roll-back'> = {
  'would-go-back': ({ service, version, environment, from }, _view, asking) =>
    tell(
      say`${bold(service)} ${version} is older than ${from}, which runs in ${environment}. To go back on purpose, use ${code('/deploy rollback')}.`,
      [asking?.word === 'deploy' ? rollbackOffer({ service, version, environment }, asking.reason) : null],
    ),
  'never-ran': ({ service, version, environment, from }) =>
    tell(
      say`${bold(service)} ${version} is newer than ${from}, which runs in ${environment}, and has never run there. To deploy it: ${code(`/deploy ${service} ${version} to ${environment}`)}.`,
    ),
  'nothing-to-roll-back': ({ service, environments, versions }, _view, asking) => {
    const where = environments.length > 0 ? say` to ${environments.join(' or ')}` : nothing;
    const [environment] = environments;
    const kept = versions.slice(0, MOST_KEPT);
    const ran = kept.length > 0 ? say` The cluster still knows ${listed(kept)}.` : nothing;
    const offers = kept.map((version) =>
      environment === undefined || asking?.word !== 'rollback'
        ? null
        : rollbackOffer({ service, version, environment }, asking.reason),
    );
    return tell(
      say`Sluice has no earlier release of ${bold(service)}${where} to go back to.${ran} Name the version that shall run again: ${code(`/deploy rollback ${service} to <version>`)}.`,
      offers,
    );
  },
};

interface Back {
  service: string;
  version: string;
  environment: string;
}

function rollbackOffer({ service, version, environment }: Back, reason: string | null): Offer | null {
  if (![service, version, environment].every(oneWord)) return null;
  return {
    label: `Roll ${environment} back to ${version}`,
    command: commandText(['rollback', service, 'to', version, 'in', environment], reason),
  };
}
