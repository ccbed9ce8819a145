import type { BlockSuggestion } from '@slack/bolt';
import { formActions } from '../../src/messages/forms/form-values.ts';
import { subjectOffer } from '../../src/messages/forms/subject-field.ts';
import { versionOffer } from '../../src/messages/forms/version-offer.ts';
import { createVersionFacts } from '../../src/requests/version-facts.ts';
import { listedVersions } from '../../src/requests/versions.ts';
import type { BotDeps } from '../deps.ts';
import type { OnOptions } from '../listeners.ts';
import { subjectsFor } from './subjects.ts';

const most = 50;

/** Choices that are asked for while the person types, by `action_id`. */
export function choices(deps: BotDeps): Record<string, OnOptions> {
  const factsOf = createVersionFacts(deps.requests);
  return {
    async [formActions.version]({ body, ack }) {
      const service = serviceIn(body);
      const { versions: all, incomplete } = await listedVersions(deps.requests, service);
      const versions = offered(body.value, all);
      const known = await factsOf(service, versions);
      await ack(versionOffer({ versions, incomplete, known, now: deps.requests.clock.now() }));
    },
    async [formActions.service]({ body, ack }) {
      await ack(subjectOffer(await subjectsFor(deps, body.user.id), body.value, most));
    },
  };
}

/** The block's id names the service whose versions are wanted; empty as long as none is chosen. */
function serviceIn({ block_id: id }: BlockSuggestion): string {
  const at = id.indexOf(':');
  return at === -1 ? '' : id.slice(at + 1);
}

/** What was typed can always be chosen, as the last choice: not every registry lists its tags. */
function offered(typed: string, versions: readonly string[]): string[] {
  const found = matching(typed, versions).slice(0, most - 1);
  const wanted = typed.trim();
  return wanted ? [...found, wanted] : found;
}

function matching(typed: string, all: readonly string[]): string[] {
  const wanted = typed.trim().toLowerCase();
  return all.filter((each) => each.toLowerCase().includes(wanted)).slice(0, most);
}
