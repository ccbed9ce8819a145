import type { Message } from '../../src/messages/blocks/blocks.ts';
import { historyMessage } from '../../src/messages/refusals/answers.ts';
import { pastIn, pastReleases } from '../../src/requests/queries.ts';
import type { BotDeps } from '../deps.ts';
import { isSet, typo } from './offers.ts';
import { type Named, readPlace } from './place.ts';
import { answered, subcommand } from './subcommand.ts';

export const history = subcommand({
  usage: 'history [service]',
  summary: 'what was released',
  keepsReason: false,
  parse: readPlace,
  run: (deps, typed, named) => answered(deps, typed, () => tell(deps, named)),
});

const most = 15;

async function tell(deps: BotDeps, named: Named): Promise<Message> {
  const { store, clock, people } = deps.requests;
  const { word: service, environment } = named;
  await people.refresh();
  const past = service
    ? await pastIn(store, { service, environment: isSet(deps, service) ? null : environment }, most)
    : await pastReleases(store, { ...(environment ? { environment } : {}), limit: most });
  const found = isSet(deps, service)
    ? past.filter(({ request }) => environment === null || request.environment === environment)
    : past;
  return (found.length === 0 && typo(deps, 'history', named)) || historyMessage(found, clock.now(), service);
}
