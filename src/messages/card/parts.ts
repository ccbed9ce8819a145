import { facetsOf } from '../../actions/facets.ts';
import type { Action } from '../../actions/index.ts';
import { parseImage } from '../../domain/image-reference.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Release } from '../../domain/release.ts';
import { backupOf, stepIndex } from '../../domain/release-state.ts';
import { planName, shortDigest } from '../../words/format.ts';
import { releaseLink } from '../../words/links.ts';
import { type Directory, mention, mentionAll, mentionEntry } from '../../words/people.ts';
import { releaseTitle } from '../../words/sentences.ts';
import { bold, code, join, nothing, say, toWords, type Words } from '../../words/words.ts';
import { actionIds } from '../blocks/action-ids.ts';
import { type Block, type Button, context, linkButton, section } from '../blocks/blocks.ts';

/** What the log does not know and a message needs. */
export interface View {
  directory: Directory;
  /** Address of the release's thread, once there is one. */
  thread?: string | null;
}

/** First block of every card: what, and how it stands. */
export function cardTitle(release: Release, status: Words): { block: Block; spoken: Words } {
  const title = releaseTitle(release.plan);
  return {
    block: section(say`${bold(title)}\n${status}`),
    spoken: ofOneVersion(release.plan)
      ? say`${title} (from ${release.plan.from.version}): ${status}`
      : say`${title}: ${status}`,
  };
}

/** Something runs before it that one could name: neither a flag's share, nor what each service of a set runs. */
export function ofOneVersion({ flag, train }: Plan): boolean {
  return flag === undefined && train?.kind !== 'set';
}

/** "From 2.4.0 · canary · asked by @aoi: “why”". */
export function asked(release: Release): Words {
  const { by, reason, partOf } = release.request;
  const train = partOf ? say`part of train #${partOf.number}` : nothing;
  const who = reason ? say`Requested by ${mention(by)}: “${reason}”` : say`Requested by ${mention(by)}`;
  return join([who, train], ' · ');
}

export function approvedBy(release: Release): Words {
  const names = release.approvals.map(({ by }) => mention(by));
  return names.length > 0 ? say`approved by ${join(names, ', ')}` : nothing;
}

/** "backup snap-42", where another service has made one for the release. */
export function backedUp(release: Release): Words {
  const backup = backupOf(release);
  return backup === null ? nothing : say`backup ${code(backup)}`;
}

/** The last line of a card that is live. @param first what it says before */
export function footer(release: Release, first: readonly Words[] = []): Block {
  const rest = [approvedBy(release), backedUp(release), say`details in the thread`, say`#${release.number}`];
  return context(join([...first, ...rest], ' · '));
}

/** "from 2.4.0"; nothing where only a flag changes, as its title says from what, or several services do. */
export function fromWords({ plan }: Release): Words {
  return ofOneVersion(plan) ? say`from ${plan.from.version}` : nothing;
}

/** The small line under a card: what exactly is released, for those who compare. */
export function fineprint(release: Release): Block {
  const image = imageName(release);
  return context(
    join(
      [image, say`plan ${planName(release.digest)}`, say`release #${release.number}`].filter(
        (piece) => piece.plain !== '',
      ),
      ' · ',
    ),
  );
}

/** "image sha256:4be1…9f"; empty where the plan pins no digest. */
export function imageName(release: Release): Words {
  const digest = imageDigest(release);
  return digest === null ? nothing : say`image ${digest}`;
}

/** The short digest of the new image, or null where it is not pinned, or none is brought in. */
export function imageDigest(release: Release): string | null {
  if (release.plan.flag) return null;
  const { digest } = parseImage(release.plan.to.image);
  return digest ? shortDigest(digest) : null;
}

const CELLS = 20;

/** ▓▓▓▓▓░░░… of 20 cells; silent, since a number always stands beside it. @param percent 0 to 100 */
export function progressBar(percent: number): Words {
  const full = Math.round((Math.min(100, Math.max(0, percent)) / 100) * CELLS);
  return { mrkdwn: '▓'.repeat(full) + '░'.repeat(CELLS - full), plain: '' };
}

/** Names in the first column, and values in the others, are cut after this many characters. */
const widest = { name: 20, value: 14 };

/** Rows of cells → lines with columns under each other, narrow enough for a phone. @param most characters of a column, where it has room for more */
export function columns(
  rows: readonly (readonly string[])[],
  most: { name: number; value: number } = widest,
): string[] {
  const cells = rows.map((row) =>
    row.map((cell, index) => narrow(toWords(cell).plain, index === 0 ? most.name : most.value)),
  );
  const width = (index: number) => Math.max(...cells.map((row) => row[index]?.length ?? 0));
  return cells.map((row) =>
    row
      .map((cell, index) => cell.padEnd(width(index)))
      .join('  ')
      .trimEnd(),
  );
}

function narrow(cell: string, most: number): string {
  return cell.length > most ? `${cell.slice(0, most - 1)}…` : cell;
}

type LinkName = 'diff' | 'dashboard' | 'logs' | 'thread';

/** Link buttons that this plan has addresses for; null for the others. */
export function linkButtons(release: Release, view: View, names: readonly LinkName[]): (Button | null)[] {
  return names.map((name) => oneLink(release.plan, view, name));
}

function oneLink(plan: Plan, view: View, name: LinkName): Button | null {
  switch (name) {
    case 'diff':
      return linkButton(actionIds.openDiff, 'What changes ↗', releaseLink(plan, 'diff'));
    case 'dashboard':
      return linkButton(actionIds.openDashboard, 'Dashboard ↗', releaseLink(plan, 'dashboard'));
    case 'logs':
      return linkButton(actionIds.openLogs, 'See logs ↗', releaseLink(plan, 'logs'));
    case 'thread':
      return linkButton(actionIds.openThread, 'Thread ↗', view.thread);
  }
}

/** What comes after the present step, but for pods that are only made ready for it. */
export function nextAction(release: Release): Action | null {
  const later = release.plan.steps.slice(stepIndex(release) + 1);
  return later.find(({ action }) => !facetsOf(action).forNext)?.action ?? null;
}

/** Everyone who must know: who asked, and whom the catalogue names. */
export function concerned({ request, plan }: Release, view: View): Words {
  return mentionAll([
    mention(request.by),
    ...plan.target.mention.slice(0, 10).map((entry) => mentionEntry(entry, view.directory)),
  ]);
}
