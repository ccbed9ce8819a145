import { type Catalogue, destinationsOf, environmentsOfSet, findService, findSet } from '../../src/config/catalogue.ts';
import { isWithin } from '../../src/domain/place.ts';
import type { Target } from '../../src/domain/target.ts';
import { type DeployValues, placeChosen, setChosen } from '../../src/messages/forms/form-values.ts';
import type { DeployForm } from '../../src/messages/forms/forms.ts';
import { strategyChoices } from '../../src/requests/choices.ts';

/** What can be chosen. */
export type Offered = Pick<DeployForm, 'environments' | 'strategies' | 'usualStrategy' | 'flags'>;

const nothing: Offered = { environments: [], strategies: [], usualStrategy: null, flags: [] };

/** What the form offers for the service, or the set, and the place that are chosen. */
export function offeredFor(catalogue: Catalogue, values: Pick<DeployValues, 'service' | 'environment'>): Offered {
  const set = setChosen(values);
  if (set !== null) return offeredForSet(catalogue, set);
  const found = values.service === null ? null : findService(catalogue, values.service);
  if (found?.kind !== 'found') return nothing;
  const { targets } = found.value;
  const chosen = placesOf(targets, values);
  const usual = new Set((chosen ?? targets).map(({ strategy }) => strategy.kind));
  const [only] = usual;
  return {
    environments: destinationsOf(catalogue, found.value.name),
    strategies: strategyChoices(catalogue, chosen ?? targets, chosen ? 'all' : 'any'),
    usualStrategy: usual.size === 1 && only ? only : null,
    flags: flagsToAskFor(targets),
  };
}

/** Each of its services is released by its own strategy, and with its own flags. */
function offeredForSet(catalogue: Catalogue, name: string): Offered {
  const found = findSet(catalogue, name);
  return found.kind === 'found' ? { ...nothing, environments: environmentsOfSet(catalogue, found.value) } : nothing;
}

/** What was chosen for another service or place is not taken along where it can't be chosen here. */
export function stillOffered(values: DeployValues, { strategies, flags }: Offered): DeployValues {
  const strategy = strategies.some(({ name, why }) => name === values.strategy && why === null);
  const flag = values.flag !== null && flags.includes(values.flag);
  return { ...values, strategy: strategy ? values.strategy : null, flag: flag ? values.flag : null };
}

/** Where the release would be; null as long as nothing is chosen. */
function placesOf(targets: readonly Target[], values: Pick<DeployValues, 'environment'>): readonly Target[] | null {
  const { environment, train } = placeChosen(values);
  if (environment === null) return null;
  const inside = targets.map((target) => isWithin(target.environment, environment));
  if (!inside.includes(true)) return null;
  return targets.slice(train ? 0 : inside.indexOf(true), inside.lastIndexOf(true) + 1);
}

/** Those of the catalogue that move only where somebody names them: all others move anyway. */
function flagsToAskFor(targets: readonly Target[]): string[] {
  const listed = targets.flatMap(({ releaseFlags = [] }) => releaseFlags);
  return [...new Set(listed.flatMap(({ flag, asked }) => (asked ? [flag] : [])))];
}
