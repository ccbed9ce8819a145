import { isWithin } from '../../src/domain/place.ts';
import type { Release } from '../../src/domain/release.ts';
import { isLive } from '../../src/domain/release-state.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { statusMessage } from '../../src/messages/refusals/answers.ts';
import { findRelease, liveOfService, liveReleases } from '../../src/requests/queries.ts';
import type { BotDeps } from '../deps.ts';
import { isSet, typo } from './offers.ts';
import { isNumber, type Named, readPlace } from './place.ts';
import { answered, subcommand } from './subcommand.ts';

export const status = subcommand({
  usage: 'status [service]',
  summary: 'releases in progress',
  keepsReason: false,
  parse: readPlace,
  run: (deps, typed, named) => answered(deps, typed, () => live(deps, named)),
});

const most = 200;

async function live(deps: BotDeps, named: Named): Promise<Message> {
  const { clock, people } = deps.requests;
  const { word, environment } = named;
  await people.refresh();
  const wanted = (await liveFor(deps, named)).filter(
    ({ request }) => !environment || isWithin(request.environment, environment),
  );
  return (wanted.length === 0 && typo(deps, 'status', named)) || statusMessage(wanted, clock.now(), word);
}

async function liveFor(deps: BotDeps, { word, environment }: Named): Promise<Release[]> {
  const { store } = deps.requests;
  if (!word) return liveReleases(store, most);
  if (!isNumber(word)) return liveOfService(store, word, isSet(deps, word) ? null : environment);
  const found = await findRelease(store, word, environment);
  return found && isLive(found.release) ? [found.release] : [];
}
