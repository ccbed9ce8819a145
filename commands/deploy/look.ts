import { isLive, type Release } from '../../src/domain/release.ts';
import type { Person } from '../../src/domain/request.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { helpMessage, historyMessage, statusMessage } from '../../src/messages/refusals/answers.ts';
import { refusal } from '../../src/messages/refusals/refusals.ts';
import { reportMessage } from '../../src/messages/report/message.ts';
import { reportOf } from '../../src/messages/report/report.ts';
import { findRelease, liveOfService, liveReleases, pastReleases } from '../../src/requests/queries.ts';
import type { ReleaseStore } from '../../src/store/release-store.ts';
import type { BotDeps } from '../deps.ts';
import { isNumber, type Parsed, releaseNamed } from './grammar.ts';
import { misnamed } from './offers.ts';

type Query<K extends 'status' | 'history' | 'report' | 'help' = 'status' | 'history' | 'report' | 'help'> = Extract<
  Parsed,
  { kind: K }
>;

const historyLength = 15;
const statusLength = 200;
const lookedThrough = 50;

/** Answers what only reads. */
export async function answerQuery(deps: BotDeps, by: Person, query: Query): Promise<Message> {
  await deps.requests.people.refresh();
  switch (query.kind) {
    case 'help':
      return helpMessage();
    case 'status':
      return status(deps, query);
    case 'history':
      return history(deps, query);
    case 'report':
      return report(deps, by, query);
  }
}

async function status(deps: BotDeps, query: Query<'status'>): Promise<Message> {
  const { store, clock } = deps.requests;
  const { word, environment } = query;
  const wanted = (await liveFor(store, word, environment)).filter(
    ({ request }) => !environment || request.environment === environment,
  );
  return (wanted.length === 0 && typo(deps, query, word)) || statusMessage(wanted, clock.now(), word);
}

async function liveFor(store: ReleaseStore, word: string | null, environment: string | null): Promise<Release[]> {
  if (!word) return liveReleases(store, statusLength);
  if (!isNumber(word)) return liveOfService(store, word, environment);
  const story = await findRelease(store, word, environment);
  return story && isLive(story.release) ? [story.release] : [];
}

async function history(deps: BotDeps, query: Query<'history'>): Promise<Message> {
  const { store, clock } = deps.requests;
  const { service, environment } = query;
  const place = { ...(service ? { service } : {}), ...(environment ? { environment } : {}) };
  const past = await pastReleases(store, { ...place, limit: historyLength });
  return (past.length === 0 && typo(deps, query, service)) || historyMessage(past, clock.now(), service);
}

async function report(deps: BotDeps, by: Person, query: Query<'report'>): Promise<Message> {
  const { store, people } = deps.requests;
  const word = query.word ?? (await lastOf(deps, by));
  const story = word ? await findRelease(store, word, query.environment) : null;
  const view = { directory: people };
  if (story) return reportMessage(reportOf(story.events), view);
  const named = word ? releaseNamed(word) : null;
  return typo(deps, query, word) ?? refusal({ code: 'unknown-release', named }, view);
}

/** Nothing was found: perhaps because of a service or environment that the catalogue does not have. */
function typo(deps: BotDeps, { kind, environment }: Exclude<Query, { kind: 'help' }>, word: string | null) {
  if (!word || isNumber(word)) return null;
  return misnamed(deps, word, environment, (...place) => [kind, ...place].filter((each) => each !== null).join(' '));
}

/** The number of the person's own last release. */
async function lastOf({ requests }: BotDeps, by: Person): Promise<string | null> {
  const past = await pastReleases(requests.store, { limit: lookedThrough });
  const own = past.find(({ request }) => request.by.id === by.id);
  return own ? String(own.number) : null;
}
