import { environmentsOf, findService, placesWithin } from '../../src/config/catalogue.ts';
import { setVersion, setWord } from '../../src/domain/deploy-words.ts';
import { environmentOf } from '../../src/domain/place.ts';
import type { Release } from '../../src/domain/release.ts';
import { goesBack } from '../../src/domain/train.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { commandText } from '../../src/messages/blocks/command-text.ts';
import { refusal } from '../../src/messages/refusals/refusals.ts';
import { broughtTo } from '../../src/requests/queries.ts';
import { bold, say } from '../../src/words/words.ts';
import type { BotDeps } from '../deps.ts';
import { lastFlagAlone, offerFlagBack } from './flag-back.ts';
import { anyOf, offerCommands } from './offers.ts';
import { commandOf, type Over, steering } from './steering.ts';
import type { DeployText } from './subcommand.ts';

/** A live release is stopped; where none is, the version before the last success is asked for like any other. */
export const rollback = steering({
  word: 'rollback',
  control: 'abort',
  usage: 'rollback checkout production',
  summary: 'roll back to the previous version',
  over: goBack,
});

async function goBack(deps: BotDeps, typed: DeployText, over: Over): Promise<Message | null> {
  const { service, environment, reason, named } = over;
  if (named?.plan.flag) return offerFlagBack(deps.requests.store, named, reason);
  if (named?.plan.train) return trainBack(deps, typed, named, reason);
  const places = environment === null ? await wayBackIn(deps, service) : [environment];
  const [place, ...others] = places;
  if (!place) {
    const environments = environmentsOf(deps.catalogue(), service);
    return refusal({ code: 'nothing-to-roll-back', service, environments }, { directory: deps.requests.people });
  }
  if (others.length > 0) {
    const commands = places.map((each) => commandOf('rollback', service, each, reason));
    return offerCommands(say`Where should ${bold(service)} roll back: in ${anyOf(places)}?`, commands);
  }
  const all = placesOf(deps, service, place);
  if (all.length > 0) return placesBack(deps, typed, over, all);
  const flag = named ? null : await lastFlagAlone(deps.requests.store, { service, environment: place });
  if (flag) return offerFlagBack(deps.requests.store, flag, reason);
  await askBack(deps, typed, { service, environment: place, reason }, typed.key);
  return null;
}

async function askBack(
  { requests }: BotDeps,
  { by, channel, responseUrl }: DeployText,
  place: { service: string; environment: string; reason: string | null },
  key: string,
): Promise<void> {
  const at = requests.clock.now();
  await requests.queue.request({ kind: 'rollback', ...place, by, key, at, channel, responseUrl });
}

function placesOf(deps: BotDeps, service: string, environment: string): string[] {
  const found = findService(deps.catalogue(), service);
  const places = found.kind === 'found' ? placesWithin(found.value, environment) : [];
  return places.map((target) => target.environment);
}

/**
 * Of an environment with several places, all go back to which the newest version there was brought: what a place has had for longer, it
 * keeps.
 */
async function placesBack(
  deps: BotDeps,
  typed: DeployText,
  { service, reason }: Over,
  places: readonly string[],
): Promise<Message | null> {
  const { requests } = deps;
  const brought = await Promise.all(
    places.map(async (environment) => (await broughtTo(requests.store, { service, environment }, 1))[0]),
  );
  const [newest] = brought.flatMap((each) => each ?? []).sort((one, other) => other.number - one.number);
  if (!newest) {
    const refused = { code: 'nothing-to-roll-back', service, environments: places } as const;
    return refusal(refused, { directory: requests.people });
  }
  const back = places.filter((_, at) => brought[at]?.plan.to.version === newest.plan.to.version);
  for (const environment of back)
    await askBack(deps, typed, { service, environment, reason }, `${typed.key}-${environment}`);
  return null;
}

/** What goes back of a train that is over, and how. */
async function trainBack(
  deps: BotDeps,
  typed: DeployText,
  named: Release,
  reason: string | null,
): Promise<Message | null> {
  const { id, number, request, plan } = named;
  if (plan.train?.kind !== 'set') return offerStagesBack(named, reason);
  const { service, environment } = request;
  if (goesBack(plan.train)) {
    const again = commandText([setWord, service, 'to', environment], reason);
    return offerCommands(say`#${number} took ${bold(service)} back. To release it again:`, [again]);
  }
  const { by, key, channel, responseUrl } = typed;
  const asking = { by, key, channel, responseUrl, reason, at: deps.requests.clock.now() };
  const train = { kind: 'set' as const, back: id };
  const what = { service, environment, version: setVersion, strategy: null, train };
  await deps.requests.queue.request({ kind: 'train', word: 'deploy', ...what, ...asking });
  return null;
}

/** Once a train is over, each of its environments goes back by itself, and places together or one by one. */
function offerStagesBack({ number, plan: { train, target } }: Release, reason: string | null): Message {
  const whole = train?.kind === 'places' ? [train.environment] : [];
  const commands = [...whole, ...(train?.stages ?? [])].map((each) =>
    commandOf('rollback', target.service, each, reason),
  );
  return offerCommands(say`#${number} was a train. Where should ${bold(target.service)} roll back?`, commands);
}

/** Environments where Sluice has released the service, so that there is a version or a flag to go back to. */
async function wayBackIn(deps: BotDeps, service: string): Promise<string[]> {
  const known = environmentsOf(deps.catalogue(), service);
  const released = await Promise.all(
    known.map(async (environment) => {
      const { store } = deps.requests;
      const past = await broughtTo(store, { service, environment }, 1);
      return past.length > 0 || (await lastFlagAlone(store, { service, environment })) !== null;
    }),
  );
  return [...new Set(known.filter((_, index) => released[index]).map(environmentOf))];
}
