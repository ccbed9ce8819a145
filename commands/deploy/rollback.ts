import { environmentsOf, findService, placesWithin } from '../../src/config/catalogue.ts';
import { environmentOf } from '../../src/domain/place.ts';
import { type Pace, paceWords } from '../../src/domain/rollback.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { commandText } from '../../src/messages/blocks/command-text.ts';
import { refusal } from '../../src/messages/refusals/refusals.ts';
import { broughtTo } from '../../src/requests/queries.ts';
import { bold, say } from '../../src/words/words.ts';
import type { BotDeps } from '../deps.ts';
import { lastFlagAlone, offerFlagBack } from './flag-back.ts';
import { anyOf, isSet, misnamed, offerCommands } from './offers.ts';
import { isNumber } from './place.ts';
import { type RollbackWords, readRollback, tellApart } from './rollback-words.ts';
import { type Over, type Steering, steer } from './steering.ts';
import { answered, type DeployText, subcommand } from './subcommand.ts';
import { trainBack } from './train-back.ts';

/** To which version, and how fast, where that was said. */
interface Back {
  to: string | null;
  pace: Pace | null;
}

const usage = {
  usage: 'rollback checkout to 2.3.0 in production',
  summary: 'bring back a version that ran before; without one the version before, and a live release is stopped',
};

/** A live release is stopped; where none is, the version before the last success comes back, or the one that is named. */
export const rollback = subcommand({
  ...usage,
  keepsReason: true,
  parse: readRollback,
  run: (deps, typed, asked) => answered(deps, typed, () => rollBack(deps, typed, asked)),
});

async function rollBack(deps: BotDeps, typed: DeployText, asked: RollbackWords): Promise<Message | null> {
  const { word, reason, pace } = asked;
  const found = findService(deps.catalogue(), word);
  const isPlace = (name: string) =>
    found.kind === 'found' &&
    (environmentsOf(deps.catalogue(), word).includes(name) || placesWithin(found.value, name).length > 0);
  const told = tellApart(asked, isPlace);
  if ('problem' in told) {
    const { problem, known } = told;
    const refused = { detail: problem.replace(/\.$/, ''), known, suggestions: [] };
    return refusal({ code: 'syntax', ...refused }, { directory: deps.requests.people });
  }
  const { environment, to } = told;
  const back: Back = { to, pace };
  const kind: Steering = { ...usage, word: 'rollback', control: 'abort', over: (...over) => goBack(...over, back) };
  if (to === null || isNumber(word) || isSet(deps, word))
    return steer(deps, kind, typed, { word, environment, reason });
  const mended = (...[service, place]: [string, string | null]) =>
    backCommand({ service, environment: place, ...back, reason });
  // What is live is not stopped for a version that may be another one: whoever does it looks.
  const wrong = misnamed(deps, word, environment, mended);
  return wrong ?? goBack(deps, typed, { service: word, environment, reason, named: null }, back);
}

async function goBack(deps: BotDeps, typed: DeployText, over: Over, back: Back): Promise<Message | null> {
  const { service, environment, reason, named } = over;
  if (named?.plan.flag) return offerFlagBack(deps.requests.store, named, reason);
  if (named?.plan.train) return trainBack(deps, typed, named, reason);
  const places = environment === null ? await wayBackIn(deps, service) : [environment];
  const [place, ...others] = places;
  if (!place) {
    const environments = environmentsOf(deps.catalogue(), service);
    const refused = { code: 'nothing-to-roll-back', service, environments, versions: [] } as const;
    return refusal(refused, { directory: deps.requests.people });
  }
  if (others.length > 0) {
    const commands = places.map((each) => backCommand({ service, environment: each, ...back, reason }));
    return offerCommands(say`Where should ${bold(service)} roll back: in ${anyOf(places)}?`, commands);
  }
  const all = placesOf(deps, service, place);
  if (all.length > 0) return placesBack(deps, typed, { ...over, ...back }, all);
  const flag =
    named || back.to !== null ? null : await lastFlagAlone(deps.requests.store, { service, environment: place });
  if (flag) return offerFlagBack(deps.requests.store, flag, reason);
  await askBack(deps, typed, { service, environment: place, reason, ...back }, typed.key);
  return null;
}

interface BackIn extends Back {
  service: string;
  environment: string | null;
  reason: string | null;
}

/** The same again, as somebody would type it. */
function backCommand({ service, environment, to, pace, reason }: BackIn): string {
  const version = to === null ? [] : ['to', to];
  const where = environment === null ? [] : ['in', environment];
  return commandText(['rollback', service, ...version, ...where, ...(pace ? [paceWords[pace]] : [])], reason);
}

/** Asks for it, to be answered by a worker. @param key the same however often it is delivered */
export async function askBack(
  { requests }: Pick<BotDeps, 'requests'>,
  { by, channel, responseUrl }: Pick<DeployText, 'by' | 'channel' | 'responseUrl'>,
  { to, pace, environment, ...where }: BackIn & { environment: string },
  key: string,
): Promise<void> {
  const at = requests.clock.now();
  const asking = { ...where, environment, ...(pace && { pace }), by, key, at, channel, responseUrl };
  await requests.queue.request(to === null ? { kind: 'rollback', ...asking } : { kind: 'rollback-to', to, ...asking });
}

function placesOf(deps: BotDeps, service: string, environment: string): string[] {
  const found = findService(deps.catalogue(), service);
  const places = found.kind === 'found' ? placesWithin(found.value, environment) : [];
  return places.map((target) => target.environment);
}

/**
 * Of an environment with several places, all go back to the version that is named; without one, those to which the newest version
 * there was brought: what a place has had for longer, it keeps.
 */
async function placesBack(
  deps: BotDeps,
  typed: DeployText,
  { service, reason, to, pace }: Over & Back,
  places: readonly string[],
): Promise<Message | null> {
  const { requests } = deps;
  const askEach = async (all: readonly string[]) => {
    for (const environment of all)
      await askBack(deps, typed, { service, environment, reason, to, pace }, `${typed.key}-${environment}`);
    return null;
  };
  if (to !== null) return askEach(places);
  const brought = await Promise.all(
    places.map(async (environment) => (await broughtTo(requests.store, { service, environment }, 1))[0]),
  );
  const [newest] = brought.flatMap((each) => each ?? []).sort((one, other) => other.number - one.number);
  if (!newest) {
    const refused = { code: 'nothing-to-roll-back', service, environments: places, versions: [] } as const;
    return refusal(refused, { directory: requests.people });
  }
  return askEach(places.filter((_, at) => brought[at]?.plan.to.version === newest.plan.to.version));
}

/**
 * Environments where Sluice has released the service, so that there is a version or a flag to go back to; on a fresh installation
 * all that it has, as a version can be named.
 */
async function wayBackIn(deps: BotDeps, service: string): Promise<string[]> {
  const known = environmentsOf(deps.catalogue(), service);
  const released = await Promise.all(
    known.map(async (environment) => {
      const { store } = deps.requests;
      const past = await broughtTo(store, { service, environment }, 1);
      return past.length > 0 || (await lastFlagAlone(store, { service, environment })) !== null;
    }),
  );
  const brought = known.filter((_, index) => released[index]);
  return [...new Set((brought.length > 0 ? brought : known).map(environmentOf))];
}
