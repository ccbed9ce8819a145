import { switchKinds } from '../../switches/index.ts';
import type { SwitchPlace } from '../../switches/switch.ts';
import type { SwitchBoard, SwitchSeen } from '../../switches/switches.ts';
import { because } from '../../words/because.ts';
import { date } from '../../words/format.ts';
import { bold, code, join, lines, link, nothing, say, type Words } from '../../words/words.ts';
import { type Block, context, header, section } from '../blocks/blocks.ts';

const MOST_PLACES = 6;

/** How Sluice's own switches stand, and how far that can be relied on. Nothing where there are none. */
export function switchBlocks(board: SwitchBoard | null): Block[] {
  if (board === null) return [];
  const notes = lines(reached(board), ...board.troubles.map((trouble) => say`⚠️ ${trouble}`));
  return [header('Switches'), section(lines(...board.switches.map(switchLine))), context(notes)];
}

function switchLine(seen: SwitchSeen): Words {
  const { name, flag, off, since, page } = seen;
  const { on, off: without } = switchKinds[name];
  const named = link(page, code(flag));
  if (!seen.exists) return say`⚪ ${named} — there is no such flag: ${off.length > 0 ? without : on}`;
  const when = since === null ? nothing : say` since ${date(since)}`;
  if (off.length === 0) return say`🟢 ${named} — on${when}: ${on}`;
  return say`🔴 ${named} — ${bold('off')} for ${placesOf(off)}${when}: ${without}`;
}

/** "checkout in production and staging, search in production and 4 more". */
function placesOf(places: readonly SwitchPlace[]): Words {
  const services = [...new Set(places.map(({ service }) => service))];
  const each = services.map((service) => {
    const environments = places.filter((place) => place.service === service).map(({ environment }) => environment);
    return say`${service} in ${environments.join(' and ')}`;
  });
  const rest = each.length - MOST_PLACES;
  return rest > 0 ? say`${join(each.slice(0, MOST_PLACES), ', ')} and ${rest} more services` : join(each, ', ');
}

function reached({ from, answeredAt, unreached }: SwitchBoard): Words {
  if (unreached === null) {
    return from === 'server'
      ? say`Unleash answers${answeredAt === null ? nothing : say`, last ${date(answeredAt)}`}.`
      : say`⚠️ Unleash hasn't answered yet. ${heldBy({ from, answeredAt })}`;
  }
  return say`⚠️ Unleash doesn't answer${because(unreached)}. ${heldBy({ from, answeredAt })}`;
}

/** What holds meanwhile. */
function heldBy({ from, answeredAt }: Pick<SwitchBoard, 'from' | 'answeredAt'>): Words {
  switch (from) {
    case 'server':
    case 'kept':
      return say`What it said last holds${answeredAt === null ? nothing : say` (${date(answeredAt)})`}.`;
    case 'bootstrap':
      return say`What the bootstrap file says holds.`;
    case 'nobody':
      return say`Nobody knows how the switches stand, so Sluice works as if there were none.`;
  }
}
