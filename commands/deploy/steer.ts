import { environmentsOf } from '../../src/config/catalogue.ts';
import type { Release } from '../../src/domain/release.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { type Done, doneMessage } from '../../src/messages/refusals/answers.ts';
import { askAgainMessage, asksAgain } from '../../src/messages/refusals/ask-again.ts';
import { refusal } from '../../src/messages/refusals/refusals.ts';
import { type Control, control, controlRefusal } from '../../src/requests/control.ts';
import { findRelease, liveOfService, pastReleases } from '../../src/requests/queries.ts';
import { bold, say } from '../../src/words/words.ts';
import type { BotDeps } from '../deps.ts';
import { isNumber, type Parsed, releaseNamed } from './grammar.ts';
import { anyOf, misnamed, offerCommands } from './offers.ts';
import type { DeployText } from './run.ts';

type Steering = Extract<Parsed, { kind: 'control' }>;

/**
 * `pause`, `resume`, `promote`, `abort` and `rollback` of a release by number or service. Null where the answer comes
 * later. What its button would ask again in production, the typed word asks again too.
 */
export async function steer(deps: BotDeps, typed: DeployText, asked: Steering): Promise<Message | null> {
  const { what, word, environment } = asked;
  if (!isNumber(word)) {
    const live = await liveOfService(deps.requests.store, word, environment);
    if (live.length > 1) return whichOf(asked, live);
    if (live[0]) return act(deps, live[0], typed, asked);
    const wrong = misnamed(deps, word, environment, (...place) => commandOf(what, ...place));
    if (wrong) return wrong;
    if (what === 'rollback') return goBack(deps, typed, asked, word, environment);
  }
  const story = await findRelease(deps.requests.store, word, environment);
  if (!story) {
    return refusal({ code: 'unknown-release', named: releaseNamed(word) }, { directory: deps.requests.people });
  }
  const { release } = story;
  if (what === 'rollback' && release.phase.kind === 'ended')
    return goBack(deps, typed, asked, release.request.service, release.request.environment);
  return act(deps, release, typed, asked);
}

function commandOf(what: string, service: string, environment: string | null): string {
  return [what, service, ...(environment ? [environment] : [])].join(' ');
}

function whichOf({ what, word }: Steering, live: readonly Release[]): Message {
  const places = anyOf(live.map(({ request, number }) => `${request.environment} (#${number})`));
  const commands = live.map(({ request }) => commandOf(what, word, request.environment));
  return offerCommands(say`${bold(word)} is being released in more than one place: ${places}. Which one?`, commands);
}

async function act(deps: BotDeps, release: Release, { by }: DeployText, { what, reason }: Steering): Promise<Message> {
  const done: Control & Done = what === 'rollback' ? 'abort' : what;
  if (asksAgain(release, done)) {
    const refused = await controlRefusal(deps.requests, release, by, done);
    if (refused) return refusal(refused, { directory: deps.requests.people });
    return askAgainMessage(release, done, reason, deps.requests.clock.now());
  }
  const changed = await control(deps.requests, release.id, by, done, reason);
  if (changed.kind === 'refused') return refusal(changed.refusal, { directory: deps.requests.people });
  return doneMessage(done, changed.release);
}

/** Nothing is live: the version before the last success is asked for like any other. */
async function goBack(
  deps: BotDeps,
  typed: DeployText,
  { reason }: Steering,
  service: string,
  environment: string | null,
): Promise<Message | null> {
  const places = environment === null ? await wayBackIn(deps, service) : [environment];
  const [place, ...others] = places;
  if (!place) {
    const environments = environmentsOf(deps.catalogue(), service);
    return refusal({ code: 'nothing-to-roll-back', service, environments }, { directory: deps.requests.people });
  }
  if (others.length > 0) {
    const commands = places.map((each) => commandOf('rollback', service, each));
    return offerCommands(say`Where shall ${bold(service)} go back: in ${anyOf(places)}?`, commands);
  }
  const { by, key, channel, responseUrl } = typed;
  await deps.requests.queue.ask({
    kind: 'rollback',
    by,
    service,
    version: '',
    environment: place,
    strategy: null,
    reason,
    key,
    at: deps.requests.clock.now(),
    channel,
    responseUrl,
  });
  return null;
}

const lookedThrough = 20;

/** Environments where Sluice has released the service, so that there is a version to go back to. */
async function wayBackIn(deps: BotDeps, service: string): Promise<string[]> {
  const known = environmentsOf(deps.catalogue(), service);
  const released = await Promise.all(
    known.map(async (environment) => {
      const past = await pastReleases(deps.requests.store, { service, environment, limit: lookedThrough });
      return past.some(({ phase }) => phase.kind === 'ended' && phase.outcome === 'succeeded');
    }),
  );
  return known.filter((_, index) => released[index]);
}
