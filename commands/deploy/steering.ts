import type { Control } from '../../src/domain/controls/index.ts';
import type { DeployWord } from '../../src/domain/deploy-words.ts';
import { isWithin } from '../../src/domain/place.ts';
import type { Release } from '../../src/domain/release.ts';
import { isLive } from '../../src/domain/release-state.ts';
import { goesBack } from '../../src/domain/train.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { commandText } from '../../src/messages/blocks/command-text.ts';
import { doneMessage } from '../../src/messages/refusals/answers.ts';
import { askAgainMessage, asksAgain } from '../../src/messages/refusals/ask-again.ts';
import { refusal } from '../../src/messages/refusals/refusals.ts';
import { control, controlRefusal } from '../../src/requests/control.ts';
import { findRelease, inPlace, liveOfService, pastReleases } from '../../src/requests/queries.ts';
import { bold, say } from '../../src/words/words.ts';
import type { BotDeps } from '../deps.ts';
import { anyOf, isSet, misnamed, offerCommands } from './offers.ts';
import { isNumber, readPlace, releaseNamed } from './place.ts';
import {
  answered,
  type DeployText,
  type Misunderstood,
  type Subcommand,
  subcommand,
  syntax,
  type Understood,
  type Usage,
  understood,
} from './subcommand.ts';

/** A place of which no release is live. */
export interface Over {
  service: string;
  environment: string | null;
  reason: string | null;
  /** The release that was named by its number; null where the service was. */
  named: Release | null;
}

export interface Steering extends Usage {
  word: DeployWord;
  /** What it does with a live release. */
  control: Control;
  /** What it does where none is live, if that is anything; null where the answer comes later. */
  over?(deps: BotDeps, typed: DeployText, over: Over): Promise<Message | null>;
}

/** The release that is meant, by number or service. */
export interface Steered {
  word: string;
  environment: string | null;
  reason: string | null;
}

/** A word that steers a release. What its button would ask again in production, the typed word asks again too. */
export function steering(kind: Steering): Subcommand {
  return subcommand({
    usage: kind.usage,
    summary: kind.summary,
    keepsReason: true,
    parse: (rest, reason) => readSteered(kind.word, rest, reason),
    run: (deps, typed, asked) => answered(deps, typed, () => steer(deps, kind, typed, asked)),
  });
}

function readSteered(
  what: DeployWord,
  rest: readonly string[],
  reason: string | null,
): Understood<Steered> | Misunderstood {
  const place = readPlace(rest);
  if (place.kind === 'syntax') return place;
  const { word, environment } = place.asked;
  if (word === null) return syntax(`Which release do you mean? Say ${what} and its number or service.`);
  return understood({ word, environment, reason });
}

export async function steer(deps: BotDeps, kind: Steering, typed: DeployText, asked: Steered): Promise<Message | null> {
  const { word, environment, reason } = asked;
  if (!isNumber(word) && !isSet(deps, word)) {
    const live = inPlace(await liveOfService(deps.requests.store, word, environment), environment);
    if (live.length > 1) return whichOf(kind, asked, live);
    if (live[0]) return act(deps, kind, live[0], typed, reason);
    const wrong = misnamed(deps, word, environment, (...place) => commandOf(kind.word, ...place, reason));
    if (wrong) return wrong;
    if (kind.over) return kind.over(deps, typed, { service: word, environment, reason, named: null });
  }
  const found = await meant(deps, kind, asked);
  if (!found) {
    return refusal({ code: 'unknown-release', named: releaseNamed(word) }, { directory: deps.requests.people });
  }
  const { phase, request } = found;
  if (kind.over && phase.kind === 'ended') {
    const { service } = request;
    // An environment with places stands for all of them, though the last release was in one.
    const place =
      environment !== null && isWithin(request.environment, environment) ? environment : request.environment;
    const named = isNumber(word) || isSet(deps, word) ? found : null;
    return kind.over(deps, typed, { service, environment: place, reason, named });
  }
  return act(deps, kind, found, typed, reason);
}

/** By its number, its service, or its set: the live one, or the last; where that is to go back, the last that came in. */
async function meant(deps: BotDeps, { over }: Steering, { word, environment }: Steered): Promise<Release | null> {
  const { store } = deps.requests;
  if (!isSet(deps, word)) return (await findRelease(store, word, environment))?.release ?? null;
  const past = (await pastReleases(store, { service: word, limit: lookedThrough })).filter(
    ({ request }) => environment === null || request.environment === environment,
  );
  const cameIn = over && past.find(({ plan, phase }) => hasSucceeded(phase) && !goesBack(plan.train));
  return past.find(isLive) ?? cameIn ?? past[0] ?? null;
}

const lookedThrough = 20;

function hasSucceeded(phase: Release['phase']): boolean {
  return phase.kind === 'ended' && phase.outcome === 'succeeded';
}

/** The same word again, of this service there; with the reason that was given. */
export function commandOf(
  what: DeployWord,
  service: string,
  environment: string | null,
  reason: string | null,
): string {
  return commandText([what, service, ...(environment ? [environment] : [])], reason);
}

function whichOf(kind: Steering, { word: service, reason }: Steered, live: readonly Release[]): Message {
  const places = anyOf(
    live.map(({ request, number }) => `${request.train ? 'the train' : request.environment} (#${number})`),
  );
  const commands = live.map(({ request, number }) =>
    request.train
      ? commandOf(kind.word, `${number}`, null, reason)
      : commandOf(kind.word, service, request.environment, reason),
  );
  return offerCommands(say`${bold(service)} is being released in more than one place: ${places}. Which one?`, commands);
}

async function act(
  { requests }: BotDeps,
  { control: what }: Steering,
  release: Release,
  { by }: DeployText,
  reason: string | null,
): Promise<Message> {
  if (asksAgain(release, what)) {
    const refused = await controlRefusal(requests, release, by, what);
    if (refused) return refusal(refused, { directory: requests.people });
    return askAgainMessage(release, what, reason, requests.clock.now());
  }
  const changed = await control(requests, release.id, by, what, reason);
  if (changed.kind === 'refused') return refusal(changed.refusal, { directory: requests.people });
  return doneMessage(what, changed.release);
}
