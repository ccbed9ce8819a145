import type { Release } from '../../domain/release.ts';
import { mention } from '../../words/people.ts';
import { join, lines, say, type Words } from '../../words/words.ts';
import { actions, type Block, type Message, message, section } from '../blocks/blocks.ts';
import { changesOn } from './changes.ts';
import { gatesText } from './gates.ts';
import { approvedBy, asked, cardTitle, fineprint, linkButtons, type View } from './parts.ts';
import { origin, planSections, planSpoken } from './waiting.ts';

/**
 * Nobody need decide any more, and no worker has begun yet. Slack notifies of the first post only, so a release that needs
 * no approval is posted as this and never as one that waits for people.
 */
export function startingCard(release: Release, view: View): Message {
  const title = cardTitle(release, status(release));
  const said = lines(origin(release), join([asked(release), approvedBy(release)], ' · '));
  const changes = changesOn(release);
  const gates = release.gates.length > 0 ? gatesText(release.gates) : null;
  const blocks: Block[] = [
    title.block,
    section(said),
    ...(changes ? [section(changes)] : []),
    ...planSections(release),
    ...(gates ? [section(gates)] : []),
    ...actions(linkButtons(release, view, ['diff'])),
    fineprint(release),
  ];
  return message(lines(title.spoken, said, changes, planSpoken(release), gates), blocks);
}

function status({ abort, superseded }: Release): Words {
  if (superseded) return say`↩ Being superseded by #${superseded.number} (${superseded.version})`;
  return abort ? say`↩ Being withdrawn · requested by ${mention(abort.by)}` : say`▶ Starting`;
}
