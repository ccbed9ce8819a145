import type { Heading } from '../../domain/heading.ts';
import { because } from '../../words/because.ts';
import { lookCommands } from '../../words/look-commands.ts';
import { type Directory, mention, mentionAll, mentionEntry } from '../../words/people.ts';
import { bold, code, lines, nothing, say, type Words } from '../../words/words.ts';
import { knownKindOf } from '../../workloads/of-target.ts';
import { callingMessage, colors, type Message, message, preformatted, section } from '../blocks/blocks.ts';
import { restoreCommand } from './orphans.ts';

/** The log was written by a newer version: nothing is wrong, but nobody here goes on with the release. */
export function newerMessage(heading: Heading, detail: string): Message {
  const what = say`⏸ ${bold(titleOf(heading))}: release #${heading.number} was started by a newer Sluice${because(detail)}.`;
  const then = say`No worker of that version is running, and the others leave it alone: the cluster stays as is, and the release continues once one runs again.`;
  return told(lines(what, then), colors.wait);
}

/** The log is damaged or gone: a person must look after what is in the cluster, and free the service. */
export function brokenLogMessage(id: string, heading: Heading | null, detail: string, directory: Directory): Message {
  const number = heading?.number ?? id.replace(/^r/, '');
  const who = heading
    ? say` · ${mentionAll([mention(heading.by), ...heading.mention.slice(0, 10).map((each) => mentionEntry(each, directory))])}`
    : nothing;
  const title = heading ? say`${bold(titleOf(heading))}: release #${number}` : say`${bold(`Release #${number}`)}`;
  const words = lines(
    say`🔴 ${title} is quarantined${who}`,
    say`Its record in Redis is damaged${because(detail)}. Sluice leaves everything in the cluster as is: the release neither continues nor rolls back.`,
    heading
      ? whatToDo(heading)
      : say`Abandon it, and have what it left in the cluster put back to the previous version:`,
  );
  const commands = [
    ...(heading ? lookCommands(heading.namespace, heading.workload) : []),
    `sluice abandon ${number} --yes`,
    ...(heading && !isKnown(heading) ? [] : [restoreCommand(`r${number}`)]),
  ];
  return {
    ...callingMessage(
      lines(words, ...commands.map((command) => say`${command}`)),
      [section(words), preformatted(commands)],
      colors.bad,
    ),
  };
}

/** Only a version that knows its kind of workload can put it back. */
function isKnown({ workload }: Heading): boolean {
  return knownKindOf({ workload }) !== null;
}

function whatToDo(heading: Heading): Words {
  const { service, environment, workload } = heading;
  const until = say`Until it's abandoned, ${service} takes no other release in ${environment}.`;
  return isKnown(heading)
    ? say`${until} See what it left behind, abandon it, and have the previous version put back:`
    : say`${until} This Sluice doesn't know workloads of the kind ${workload.kind ?? '?'}, so it can't put this one back: use the version that started it, or put it back by hand. See what carries its marks, and abandon it:`;
}

/** A person has ended the record of such a release. */
export function abandonedMessage(id: string, heading: Heading | null): Message {
  const number = heading?.number ?? id.replace(/^r/, '');
  const free = heading
    ? say`${heading.service} can be released to ${heading.environment} again.`
    : say`Its service can be released again.`;
  const left = say`If it left anything in the cluster, this puts the previous version back: ${code(restoreCommand(`r${number}`))}`;
  return told(lines(say`${bold(`Release #${number}`)} was abandoned from the command line.`, free, left), colors.quiet);
}

function titleOf({ service, version, environment }: Heading): string {
  return `${service} ${version} → ${environment}`;
}

function told(words: Words, color: string): Message {
  return message(words, [section(words)], color);
}
