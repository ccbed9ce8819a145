import { environmentsOf } from '../../src/config/catalogue.ts';
import type { Release } from '../../src/domain/release.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
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
  if (named?.plan.train) return offerStagesBack(named, reason);
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
  const flag = named ? null : await lastFlagAlone(deps.requests.store, { service, environment: place });
  if (flag) return offerFlagBack(deps.requests.store, flag, reason);
  const { by, key, channel, responseUrl } = typed;
  const at = deps.requests.clock.now();
  const asked = { service, environment: place, reason, by, key, at, channel, responseUrl };
  await deps.requests.queue.request({ kind: 'rollback', ...asked });
  return null;
}

/** Once a train is over, each of its environments goes back by itself. */
function offerStagesBack({ number, plan }: Release, reason: string | null): Message {
  const stages = plan.train?.stages ?? [];
  const commands = stages.map((each) => commandOf('rollback', plan.target.service, each, reason));
  return offerCommands(say`#${number} was a train. Where should ${bold(plan.target.service)} roll back?`, commands);
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
  return known.filter((_, index) => released[index]);
}
