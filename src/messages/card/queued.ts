import type { Phase, Release } from '../../domain/release.ts';
import { because } from '../../words/because.ts';
import { date } from '../../words/format.ts';
import { mention } from '../../words/people.ts';
import { releaseTitle } from '../../words/sentences.ts';
import { bold, lines, say, type Words } from '../../words/words.ts';
import { actions, type Block, context, type Message, message, releaseRow, section } from '../blocks/blocks.ts';
import { offeredButtons } from '../buttons/offered.ts';
import { asked } from './parts.ts';

export type Queued = Extract<Phase, { kind: 'queued' }>;

/** It waits for another release to end. No plan is shown: there is none before its turn. */
export function queuedCard(release: Release, phase: Queued): Message {
  const title = releaseTitle(release.plan);
  const status = statusOf(release, phase);
  const next = nextOf(phase);
  const blocks: Block[] = [
    section(say`${bold(title)}\n${status}`),
    section(lines(asked(release), next)),
    ...actions(offeredButtons(release), releaseRow),
    context(say`release #${release.number}`),
  ];
  return message(lines(say`${title}: ${status}`, asked(release), next), blocks);
}

function statusOf({ abort, superseded }: Release, { behind }: Queued): Words {
  if (abort) return say`↩ Being withdrawn · requested by ${mention(abort.by)}`;
  if (superseded) return say`↩ Superseded by #${superseded.number} (${superseded.version})`;
  return say`🕓 Waiting for #${behind.number} of ${behind.version} to end`;
}

function nextOf({ behind, error, expiresAt }: Queued): Words {
  if (error !== null) {
    return say`Its turn has come, and its plan can't be made for now${because(error)}. Trying again until ${date(expiresAt)}.`;
  }
  return say`Once #${behind.number} is over, its plan is made and shown here. It expires ${date(expiresAt)}.`;
}
