import { findService, type ServiceEntry } from '../../src/config/catalogue.ts';
import { isWithin } from '../../src/domain/place.ts';
import type { Release } from '../../src/domain/release.ts';
import { isLive } from '../../src/domain/release-state.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { statusMessage } from '../../src/messages/status/everywhere.ts';
import { liveMessage, mostListed } from '../../src/messages/status/in-progress.ts';
import { serviceStatusMessage } from '../../src/messages/status/one-service.ts';
import { linksOf } from '../../src/requests/card-links.ts';
import { findRelease, liveOfService, liveReleases, pastIn } from '../../src/requests/queries.ts';
import type { BotDeps } from '../deps.ts';
import { isSet, typo } from './offers.ts';
import { isNumber, type Named, readPlace } from './place.ts';
import { answered, type Misunderstood, subcommand, syntax, type Understood, understood } from './subcommand.ts';

export const status = subcommand({
  usage: 'status [service]',
  summary: 'what runs where, and the releases in progress',
  keepsReason: false,
  parse: readStatus,
  run: (deps, typed, asked) => answered(deps, typed, () => shown(deps, asked)),
});

interface Asked extends Named {
  /** Of the table of all services, counted from 1; absent: the first. */
  page?: number;
}

const most = 200;
const perPage = 25;
const lastShown = 3;

/** `status page 2`; nothing else of that has pages. */
function readStatus(words: readonly string[]): Understood<Asked> | Misunderstood {
  const [first, page = '', extra] = words;
  if (first?.toLowerCase() !== 'page' || extra !== undefined) return readPlace(words);
  if (!/^[1-9]\d{0,5}$/.test(page)) return syntax(`“${page}” is not a page: say a number from 1 on.`);
  return understood({ word: null, environment: null, page: Number(page) });
}

async function shown(deps: BotDeps, asked: Asked): Promise<Message> {
  const { word, environment, page = 1 } = asked;
  await deps.requests.people.refresh();
  if (word === null) return everywhere(deps, page);
  const live = await liveNamed(deps, word, environment);
  // What the catalogue no longer has may still be in progress.
  const wrong = live.length === 0 ? typo(deps, 'status', asked) : null;
  if (wrong) return wrong;
  const found = findService(deps.catalogue(), word);
  if (found.kind === 'found') return ofService(deps, found.value, { where: environment, live });
  return liveMessage(live, deps.requests.clock.now(), word, await cardsOf(deps, live));
}

async function everywhere(deps: BotDeps, wanted: number): Promise<Message> {
  const { clock, store } = deps.requests;
  const { services, environments } = deps.catalogue();
  const pages = Math.max(1, Math.ceil(services.length / perPage));
  const page = Math.min(wanted, pages);
  const live = await liveReleases(store, most);
  const onPage = services.slice((page - 1) * perPage, page * perPage);
  return statusMessage({
    now: clock.now(),
    live,
    services: await deps.whatRuns(onPage, live),
    environments: environments.map(({ name }) => name),
    cards: await cardsOf(deps, live.slice(0, mostListed)),
    page,
    pages,
    count: services.length,
  });
}

interface Where {
  /** An environment, which stands for its places, or one place; null for all. */
  where: string | null;
  live: readonly Release[];
}

async function ofService(deps: BotDeps, { name, targets }: ServiceEntry, { where, live }: Where): Promise<Message> {
  const { clock, store } = deps.requests;
  const meant = targets.filter(({ environment }) => where === null || isWithin(environment, where));
  const [[service = { service: name, places: [] }], past] = await Promise.all([
    deps.whatRuns([{ name, targets: meant }], live),
    pastIn(store, { service: name, environment: where }, lastShown + live.length),
  ]);
  const last = past.filter((release) => !isLive(release)).slice(0, lastShown);
  const cards = await cardsOf(deps, [...live.slice(0, mostListed), ...last]);
  return serviceStatusMessage({ now: clock.now(), service, live, past: last, cards });
}

async function liveNamed(deps: BotDeps, word: string, environment: string | null): Promise<Release[]> {
  const { store } = deps.requests;
  const isMeant = ({ request }: Release) => environment === null || isWithin(request.environment, environment);
  if (!isNumber(word)) {
    const live = await liveOfService(store, word, isSet(deps, word) ? null : environment);
    return isSet(deps, word) ? live.filter(isMeant) : live;
  }
  const found = await findRelease(store, word, environment);
  return found && isLive(found.release) && isMeant(found.release) ? [found.release] : [];
}

function cardsOf({ cardLinks }: BotDeps, releases: readonly Release[]): Promise<ReadonlyMap<string, string>> {
  return linksOf(
    cardLinks,
    releases.map(({ id }) => id),
  );
}
