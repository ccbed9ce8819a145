import type { BlockSuggestion } from '@slack/bolt';
import { findService } from '../../src/config/catalogue.ts';
import { optionList } from '../../src/messages/blocks/views.ts';
import { formActions } from '../../src/messages/forms/form-values.ts';
import { within } from '../../src/platform/within.ts';
import type { BotDeps } from '../deps.ts';
import type { OnOptions } from '../listeners.ts';
import { servicesFor } from './services.ts';

const most = 50;
const listed = 200;
const listWithinMs = 2000;

/** Choices that are asked for while the person types, by `action_id`. */
export function choices(deps: BotDeps): Record<string, OnOptions> {
  return {
    async [formActions.version]({ body, ack }) {
      await ack({ options: offer(body.value, await versionsOf(deps, serviceIn(body))) });
    },
    async [formActions.service]({ body, ack }) {
      await ack({ options: optionList(matching(body.value, await servicesFor(deps, body.user.id))) });
    },
  };
}

/** The block's id names the service whose versions are wanted; empty as long as none is chosen. */
function serviceIn({ block_id: id }: BlockSuggestion): string {
  const at = id.indexOf(':');
  return at === -1 ? '' : id.slice(at + 1);
}

/** The newest first; none where the registry does not answer in time. */
async function versionsOf({ catalogue, requests }: BotDeps, service: string): Promise<string[]> {
  const found = findService(catalogue(), service);
  const target = found.kind === 'found' ? found.value.targets[0] : undefined;
  if (!target) return [];
  const listing = requests.imagesOf(target.images).versions(target.repository, listed);
  return within(
    listWithinMs,
    listing.catch(() => []),
    [],
  );
}

/** What was typed can always be chosen, as the last choice: not every registry lists its tags. */
function offer(typed: string, versions: readonly string[]) {
  const found = matching(typed, versions).slice(0, most - 1);
  const wanted = typed.trim();
  return optionList(wanted ? [...found, wanted] : found);
}

function matching(typed: string, all: readonly string[]): string[] {
  const wanted = typed.trim().toLowerCase();
  return all.filter((each) => each.toLowerCase().includes(wanted)).slice(0, most);
}
