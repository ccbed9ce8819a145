import type { Person } from '../../src/domain/request.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { backButton } from '../../src/messages/card/back-button.ts';
import { refusal } from '../../src/messages/refusals/refusals.ts';
import { reportMessage } from '../../src/messages/report/message.ts';
import { reportOf } from '../../src/messages/report/report.ts';
import { findRelease, pastReleases } from '../../src/requests/queries.ts';
import type { BotDeps } from '../deps.ts';
import { typo } from './offers.ts';
import { type Named, readPlace, releaseNamed } from './place.ts';
import { answered, subcommand } from './subcommand.ts';

export const report = subcommand({
  usage: 'report 142',
  summary: 'the report of a release',
  keepsReason: false,
  parse: readPlace,
  run: (deps, typed, named) => answered(deps, typed, () => reportFor(deps, typed.by, named)),
});

const lookedThrough = 50;

async function reportFor(deps: BotDeps, by: Person, { word: named, environment }: Named): Promise<Message> {
  const { store, people } = deps.requests;
  await people.refresh();
  const word = named ?? (await lastOf(deps, by));
  const found = word ? await findRelease(store, word, environment) : null;
  const view = { directory: people };
  if (found) return reportMessage(reportOf(found.events), view, backButton(found.release));
  const wrong = typo(deps, 'report', { word, environment });
  return wrong ?? refusal({ code: 'unknown-release', named: word ? releaseNamed(word) : null }, view);
}

/** The number of the person's own last release. */
async function lastOf({ requests }: BotDeps, by: Person): Promise<string | null> {
  const past = await pastReleases(requests.store, { limit: lookedThrough });
  const own = past.find(({ request }) => request.by.id === by.id);
  return own ? String(own.number) : null;
}
