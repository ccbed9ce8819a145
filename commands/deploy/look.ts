import type { Person } from '../../src/domain/request.ts';
import { helpMessage, historyMessage, statusMessage } from '../../src/report/answers.ts';
import type { Message } from '../../src/report/blocks.ts';
import { refusal } from '../../src/report/refusals.ts';
import { reportOf } from '../../src/report/report.ts';
import { reportMessage } from '../../src/report/report-message.ts';
import { findRelease, liveReleases, pastReleases } from '../../src/requests/queries.ts';
import type { BotDeps } from '../deps.ts';
import { isNumber, type Parsed, releaseFacts } from './grammar.ts';
import { misnamed } from './offers.ts';

type Query = Extract<Parsed, { kind: 'status' | 'history' | 'report' | 'help' }>;

const historyLength = 15;

/** Answers what only reads. */
export async function answerQuery(deps: BotDeps, by: Person, query: Query): Promise<Message> {
  const { store, people, clock } = deps.requests;
  const view = { directory: people };
  const wrong = typo(deps, query);
  if (wrong) return wrong;
  switch (query.kind) {
    case 'help':
      return helpMessage();
    case 'status': {
      const live = await liveReleases(store);
      const wanted = live.filter(
        ({ request, number }) =>
          !query.word || request.service === query.word || `#${number}` === `#${query.word.replace('#', '')}`,
      );
      return statusMessage(
        wanted.filter(({ request }) => !query.environment || request.environment === query.environment),
        clock.now(),
        query.word,
      );
    }
    case 'history': {
      const { service, environment } = query;
      const past = await pastReleases(store, {
        ...(service ? { service } : {}),
        ...(environment ? { environment } : {}),
        limit: historyLength,
      });
      return historyMessage(past, clock.now(), service);
    }
    case 'report': {
      const word = query.word ?? (await lastOf(deps.requests, by));
      const story = word ? await findRelease(store, word, query.environment) : null;
      if (!story) return refusal({ code: 'unknown-release', facts: releaseFacts(query.word ?? '') }, view);
      return reportMessage(reportOf(story.events), view);
    }
  }
}

/** A service or environment that is not in the catalogue, and what was probably meant. */
function typo(deps: BotDeps, query: Query): Message | null {
  if (query.kind === 'help') return null;
  const service = query.kind === 'history' ? query.service : query.word;
  if (!service || isNumber(service)) return null;
  return misnamed(deps, service, query.environment, (...place) =>
    [query.kind, ...place].filter((word) => word !== null).join(' '),
  );
}

/** The number of the person's own last release. */
async function lastOf({ store }: BotDeps['requests'], by: Person): Promise<string | null> {
  const past = await pastReleases(store, { limit: 50 });
  const own = past.find(({ request }) => request.by.id === by.id);
  return own ? String(own.number) : null;
}
