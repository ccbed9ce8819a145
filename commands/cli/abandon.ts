import { restoreCommand } from '../../src/messages/thread/orphans.ts';
import type { QuarantineStore } from '../../src/store/quarantine-store.ts';
import type { ReleaseStore } from '../../src/store/release-store.ts';
import { lookCommands } from '../../src/words/look-commands.ts';
import { type CliIo, type Command, exit } from './command.ts';
import { redisOf } from './redis-of.ts';

export const abandon: Command = {
  usage: '<number> [--yes]',
  summary: 'abandons a release whose log cannot be read, so that its service can be released again',
  options: { yes: { type: 'boolean', short: 'y' } },
  words: { min: 1, max: 1 },
  async run({ io, openStore }, { words: [word = ''], options }) {
    const number = /^#?(\d+)$/.exec(word)?.[1];
    if (number === undefined) {
      io.err(`"${word}" is not the number of a release.`);
      return exit.usage;
    }
    const read = redisOf(io);
    if (read.kind === 'invalid') {
      io.err(read.problems.join('\n'));
      return exit.wrong;
    }
    const { store, quarantine, close } = await openStore(read.settings);
    try {
      return await giveUp(io, store, quarantine, number, options['yes'] === true);
    } finally {
      close();
    }
  },
};

async function giveUp(
  io: CliIo,
  store: ReleaseStore,
  quarantine: QuarantineStore,
  number: string,
  sure: boolean,
): Promise<number> {
  const id = `r${number}`;
  const [loaded, { live }, heading] = await Promise.all([store.load(id), quarantine.state(id), quarantine.heading(id)]);
  const refused = whyNot(number, loaded.kind, live);
  if (refused !== null) {
    io.err(refused);
    return exit.wrong;
  }
  const { service, environment } = heading ?? { service: 'a service', environment: 'an environment' };
  const looks = heading ? lookCommands(heading.namespace, heading.workload) : [];
  const left = heading ? ['To see what it left in the cluster:', ...looks.map((line) => `  ${line}`)] : [];
  const restore = `put the previous version back: ${restoreCommand(id)}`;
  if (!sure) {
    const newer = loaded.kind === 'newer' ? ' A worker of the version that started it would continue it.' : '';
    io.err(
      [
        `Release #${number} holds ${service} in ${environment}. Abandoning it frees that, and changes nothing in the cluster.${newer}`,
        ...left,
        `To abandon it: sluice abandon ${number} --yes`,
        `After that, to ${restore}`,
      ].join('\n'),
    );
    return exit.wrong;
  }
  await quarantine.abandon(id);
  io.out(
    [
      `Release #${number} is abandoned; ${service} can be released to ${environment} again.`,
      ...left,
      `To ${restore}`,
    ].join('\n'),
  );
  return exit.ok;
}

function whyNot(number: string, kind: string, live: boolean): string | null {
  if (!live) return `No release #${number} is in progress.`;
  if (kind === 'found')
    return `The log of release #${number} is intact. Stop it with "/deploy abort ${number}", which rolls it back.`;
  return null;
}
