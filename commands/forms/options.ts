import type { App, BlockSuggestion } from '@slack/bolt';
import { findService } from '../../src/config/catalogue.ts';
import { formActions } from '../../src/report/form-values.ts';
import { option } from '../../src/report/views.ts';
import type { BotDeps } from '../deps.ts';
import { timed } from '../timed.ts';

const most = 50;
const listWithinMs = 2200;

/** Choices that are asked for while the person types. */
export function registerOptions(app: App, deps: BotDeps): void {
  app.options<'block_suggestion'>(
    { type: 'block_suggestion', action_id: formActions.version },
    async ({ body, ack: plainAck }) => {
      const ack = timed(deps.telemetry, 'options', plainAck);
      await ack({ options: offer(body.value, await versionsOf(deps, serviceIn(body))) });
    },
  );
  app.options<'block_suggestion'>(
    { type: 'block_suggestion', action_id: formActions.service },
    async ({ body, ack: plainAck }) => {
      const names = deps.catalogue().services.map(({ name }) => name);
      await timed(deps.telemetry, 'options', plainAck)({ options: matching(body.value, names).map(plainOption) });
    },
  );
}

/** The block's id names the service whose versions are wanted. */
function serviceIn({ block_id }: BlockSuggestion): string {
  return block_id.slice(block_id.indexOf(':') + 1);
}

async function versionsOf(deps: BotDeps, service: string): Promise<string[]> {
  const found = findService(deps.catalogue(), service);
  const target = found.kind === 'found' ? found.value.targets[0] : undefined;
  if (!target) return [];
  const listing = deps.requests.imagesOf(target.images).versions(target.repository, most * 4);
  const late = new Promise<string[]>((resolve) => setTimeout(resolve, listWithinMs, []));
  return Promise.race([listing.catch(() => []), late]);
}

/** What was typed can always be chosen: not every registry lists its tags. */
function offer(typed: string, versions: readonly string[]) {
  const found = matching(typed, versions);
  const wanted = typed.trim();
  const all = wanted && !found.includes(wanted) ? [...found, wanted] : found;
  return all.slice(0, most).map(plainOption);
}

function matching(typed: string, all: readonly string[]): string[] {
  return all.filter((each) => each.toLowerCase().includes(typed.trim().toLowerCase())).slice(0, most);
}

function plainOption(name: string) {
  const made = option(name);
  return made ?? { text: { type: 'plain_text' as const, text: name.slice(0, 75) }, value: name.slice(0, 150) };
}
