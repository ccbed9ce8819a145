import { environmentsOf } from '../../src/config/catalogue.ts';
import { broughtIn } from '../../src/domain/release.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { refusal } from '../../src/messages/refusals/refusals.ts';
import { pastReleases } from '../../src/requests/queries.ts';
import { bold, say } from '../../src/words/words.ts';
import type { BotDeps } from '../deps.ts';
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
  const { service, environment, reason } = over;
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
  const { by, key, channel, responseUrl } = typed;
  const at = deps.requests.clock.now();
  const asked = { service, environment: place, reason, by, key, at, channel, responseUrl };
  await deps.requests.queue.request({ kind: 'rollback', ...asked });
  return null;
}

const lookedThrough = 20;

/** Environments where Sluice has released the service, so that there is a version to go back to. */
async function wayBackIn(deps: BotDeps, service: string): Promise<string[]> {
  const known = environmentsOf(deps.catalogue(), service);
  const released = await Promise.all(
    known.map(async (environment) => {
      const past = await pastReleases(deps.requests.store, { service, environment, limit: lookedThrough });
      return past.some(broughtIn);
    }),
  );
  return known.filter((_, index) => released[index]);
}
