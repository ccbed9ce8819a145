import type { Release } from '../../domain/release.ts';
import type { SwitchBoard } from '../../switches/switches.ts';
import { mention } from '../../words/people.ts';
import { hasShare } from '../../words/reach.ts';
import { releaseLine } from '../../words/release-line.ts';
import { releaseTitle } from '../../words/sentences.ts';
import { bold, code, join, lines, say } from '../../words/words.ts';
import { actionIds } from '../blocks/action-ids.ts';
import { limits } from '../blocks/block-limits.ts';
import { actions, type Block, button, capped, context, header, section } from '../blocks/blocks.ts';
import type { HomeView } from '../blocks/views.ts';
import { aheadText } from '../card/ahead.ts';
import { progressBar, type View } from '../card/parts.ts';
import { approvalNeeds, approveButtons, origin } from '../card/waiting.ts';
import { driftNote, type Everywhere, fixedTable } from '../status/environments.ts';
import type { CardAddresses } from '../status/in-progress.ts';
import { switchBlocks } from './switches.ts';

export interface Home extends View, Everywhere {
  /** Releases that this person may approve now. */
  waiting: readonly Release[];
  live: readonly Release[];
  /** The newest first. */
  recent: readonly Release[];
  /** Services that are not among those shown. */
  left: number;
  cards: CardAddresses;
  /** Sluice's own switches; null where there are none. */
  switches: SwitchBoard | null;
  /** For those who run Sluice, plain text; empty for all others. */
  warnings: readonly string[];
}

const MOST = 8;

/** The App Home of one person: what waits for them, what is live, what was, what runs where. */
export function homeView(home: Home): HomeView {
  const newcomer = home.live.length === 0 && home.recent.length === 0 && home.waiting.length === 0;
  const blocks: Block[] = [
    ...actions([button(actionIds.openForm, 'Deploy…', { style: 'primary' })]),
    ...warnings(home),
    ...waiting(home),
    ...switchBlocks(home.switches),
    ...live(home),
    ...(newcomer ? firstSteps() : recent(home)),
    ...services(home),
  ];
  return { type: 'home', blocks: capped(blocks, limits.viewBlocks) };
}

function warnings({ warnings: all }: Home): Block[] {
  if (all.length === 0) return [];
  return [section(lines(bold('For Sluice operators'), ...all.slice(0, MOST).map((each) => say`⚠️ ${each}`)))];
}

function waiting(home: Home): Block[] {
  if (home.waiting.length === 0) return [];
  const each = home.waiting.slice(0, MOST).flatMap((release) => {
    const { by, reason } = release.request;
    const asked = reason ? say`Requested by ${mention(by)}: “${reason}”` : say`Requested by ${mention(by)}`;
    const words = lines(bold(releaseTitle(release.plan)), origin(release), asked, approvalNeeds(release, home));
    // Its buttons stand for what is listed, so it is listed here too.
    const ahead = aheadText(release);
    return [section(words), ...(ahead ? [section(ahead)] : []), ...actions(approveButtons(release, home))];
  });
  return [header('Waiting for you'), ...each, ...more(home.waiting)];
}

function live(home: Home): Block[] {
  // What waits for this very person stands above already.
  const waits = ({ id, phase }: Release) =>
    phase.kind === 'awaiting-approval' && home.waiting.some((release) => release.id === id);
  const others = home.live.filter((release) => !waits(release));
  if (others.length === 0) return [];
  const each = others.slice(0, MOST).map((release) => {
    const bar = release.phase.kind === 'running' && hasShare(release) ? progressBar(release.percent) : null;
    return section(lines(releaseLine(release, home.now, home.cards.get(release.id) ?? null), bar));
  });
  return [header('In progress'), ...each, ...more(others)];
}

function recent(home: Home): Block[] {
  if (home.recent.length === 0) return [];
  const shown = home.recent
    .slice(0, MOST)
    .map((release) => releaseLine(release, home.now, home.cards.get(release.id) ?? null));
  return [header('Recent releases'), section(lines(...shown))];
}

function more(all: readonly Release[]): Block[] {
  return all.length > MOST ? [context(say`… and ${all.length - MOST} more: ${code('/deploy status')}`)] : [];
}

function firstSteps(): Block[] {
  const words = lines(
    bold('Nothing has been released yet'),
    say`Type ${code('/deploy')} in any channel, or press Deploy above. You see the plan before anything happens.`,
    say`${code('/deploy help')} lists everything you can ask.`,
  );
  return [section(words)];
}

/** Rows of a code block that a phone can still show. */
const MOST_ROWS = 40;

/** Slack has tables in messages only: here the columns have a fixed width. */
function services(home: Home): Block[] {
  const { services: all, left } = home;
  const [first] = all;
  if (!first) return [];
  const shown = all.slice(0, MOST_ROWS);
  const rest = all.length - shown.length + left;
  const notes = [
    driftNote(all),
    say`${code(`/deploy status ${first.service}`)} says more of one service`,
    rest > 0 ? say`… and ${rest} more services: ${code('/deploy status')}` : null,
  ].filter((note) => note !== null);
  return [header('What runs where'), fixedTable({ ...home, services: shown }), context(join(notes, ' · '))];
}
