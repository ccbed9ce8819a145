import { findService } from '../../src/config/catalogue.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { flagsMessage } from '../../src/messages/flags/table.ts';
import { answer } from '../../src/messages/refusals/answers.ts';
import { flagTable } from '../../src/requests/flag-table.ts';
import { bold, code, say } from '../../src/words/words.ts';
import type { BotDeps } from '../deps.ts';
import { misnamed } from './offers.ts';
import { readPlace } from './place.ts';
import { answered, type Misunderstood, subcommand, syntax, type Understood, understood } from './subcommand.ts';

export const flags = subcommand({
  usage: 'flags checkout in production',
  summary: 'how its feature flags stand, and who changed them last',
  keepsReason: false,
  parse: readFlags,
  run: (deps, typed, asked) => answered(deps, typed, () => shown(deps, asked)),
});

interface Asked {
  service: string;
  environment: string | null;
  /** Counted from 1. */
  page: number;
}

/** A page stands last: `flags checkout in production page 2`. */
function readFlags(words: readonly string[]): Understood<Asked> | Misunderstood {
  const [last, before] = [words.at(-1) ?? '', words.at(-2)?.toLowerCase()];
  const saysPage = before === 'page' && words.length > 2;
  if (saysPage && !/^[1-9]\d{0,5}$/.test(last)) return syntax(`“${last}” is not a page: say a number from 1 on.`);
  const place = readPlace(saysPage ? words.slice(0, -2) : words);
  if (place.kind === 'syntax') return place;
  const { word: service, environment } = place.asked;
  if (service === null) return syntax('Whose flags? Say flags and a service.');
  return understood({ service, environment, page: saysPage ? Number(last) : 1 });
}

async function shown(deps: BotDeps, { service, environment, page }: Asked): Promise<Message> {
  const command = (...place: (string | null)[]) => ['flags', ...place].filter((each) => each !== null).join(' ');
  const wrong = misnamed(deps, service, environment, command);
  if (wrong) return wrong;
  const found = findService(deps.catalogue(), service);
  const table = found.kind === 'found' ? await flagTable(deps.requests, found.value, { environment, page }) : null;
  if (table) return flagsMessage(table, command(service, environment));
  const where = environment === null ? '' : ` in ${environment}`;
  return answer(
    say`The catalogue names no flag service for ${bold(service)}${where}. Set ${code('flags')} there to move its flags.`,
  );
}
