import { type FlagState, shareOn } from '../../domain/flag.ts';
import { shareWords, variantWords } from '../../words/flags.ts';
import { counted, date } from '../../words/format.ts';
import { bold, join, lines, nothing, say, type Words } from '../../words/words.ts';
import { runCommandIds } from '../blocks/action-ids.ts';
import { limits } from '../blocks/block-limits.ts';
import { actions, button, context, type Message, message, section } from '../blocks/blocks.ts';

/** A flag in one environment, as people are told of it. */
interface Cell {
  environment: string;
  seen: { kind: 'state'; state: FlagState } | { kind: 'unseen'; why: string };
  listed: 'always' | 'asked' | 'no';
  moving: { number: number; approved: boolean } | null;
}

interface Table {
  service: string;
  rows: readonly { flag: string; cells: readonly Cell[] }[];
  page: number;
  pages: number;
  count: number;
}

/** Segments and variants of a flag that are named; it may have hundreds. */
const mostNamed = 6;

/** `/deploy flags`: how the flags of a service stand. @param command what stands after `/deploy`, without the page */
export function flagsMessage(table: Table, command: string): Message {
  const { service, rows, page, pages, count } = table;
  const heading = say`${bold('Feature flags')} of ${bold(service)}`;
  if (count === 0) {
    const none = say`No flags of ${bold(service)} can be seen in its flag service.`;
    return message(none, [section(none)]);
  }
  const told = rows.map(({ flag, cells }) => rowWords(flag, cells));
  const where = say`${counted(count, 'flag')}${pages > 1 ? say`, page ${page} of ${pages}` : nothing}`;
  const turns = [page - 1, page + 1].filter((each) => each >= 1 && each <= pages);
  const buttons = turns.flatMap((to, index) => {
    const [id, value] = [runCommandIds[index], `${command} page ${to}`];
    return id && value.length <= limits.value ? [button(id, to < page ? '‹ Previous' : 'Next ›', { value })] : [];
  });
  return message(lines(heading, ...told, where), [
    section(heading),
    ...told.map((words) => section(words)),
    ...actions(buttons),
    context(where),
  ]);
}

/** "*new-pricing* · moves with every release", and a line for each environment. */
function rowWords(flag: string, cells: readonly Cell[]): Words {
  return lines(
    join([bold(flag), kindWords(cells)], ' · '),
    ...cells.map((cell) =>
      join([say`${cell.environment}: ${seenWords(cell)}`, listedWords(cell), movingWords(cell)], ' · '),
    ),
  );
}

/** What it gives to those who get it. */
function kindWords(cells: readonly Cell[]): Words {
  const known = cells.flatMap(({ seen }) =>
    seen.kind === 'state' && seen.state.stands === 'present' ? seen.state : [],
  );
  if (known.length === 0) return nothing;
  const most = Math.max(...known.map(({ variants }) => variants.length));
  return most > 0 ? say`${counted(most, 'variant')}` : say`on or off`;
}

function listedWords({ listed }: Cell): Words {
  switch (listed) {
    case 'always':
      return say`moves with every release`;
    case 'asked':
      return say`in the catalogue`;
    case 'no':
      return nothing;
  }
}

function movingWords({ moving }: Cell): Words {
  if (moving === null) return nothing;
  const { number, approved } = moving;
  return approved ? say`#${number} moves it now` : say`#${number} waits for approval to move it`;
}

function seenWords({ seen }: Cell): Words {
  return seen.kind === 'unseen' ? say`can't be told (${seen.why})` : stateWords(seen.state);
}

function stateWords(state: FlagState): Words {
  const { stands, enabled, segments, variants, master, changed } = state;
  switch (stands) {
    case 'absent':
      return say`not there`;
    case 'archived':
      return say`archived`;
    case 'present': {
      const who = enabled && segments.length > 0 ? say`all of ${some(segments)}` : nothing;
      const which = enabled && variants.length > 0 ? say`${variantWords(variants.slice(0, mostNamed))}` : nothing;
      const share = enabled ? say`${shareWords(shareOn(state))}` : say`off`;
      return join([share, who, which, master ? say`${master.words}` : nothing, changedWords(changed)], ', ');
    }
  }
}

function changedWords(changed: FlagState['changed']): Words {
  if (!changed || (changed.by === null && changed.at === null)) return nothing;
  const by = changed.by === null ? nothing : say` by ${changed.by}`;
  return say`changed${by}${changed.at === null ? nothing : say` ${date(changed.at)}`}`;
}

function some(names: readonly string[]): string {
  const rest = names.length - mostNamed;
  return rest > 0 ? `${names.slice(0, mostNamed).join(', ')} and ${rest} more` : names.join(', ');
}
