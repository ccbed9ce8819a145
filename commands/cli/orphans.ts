import { createCatalogueReader } from '../../src/config/load.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { restoreOrphan } from '../../src/recovery/restore.ts';
import { orphanIn, type Scan, scan } from '../../src/recovery/scan.ts';
import { restoreCommand } from '../../src/report/orphans.ts';
import { catalogueFile } from './catalogue-file.ts';
import { type CliDeps, type Command, exit } from './command.ts';
import { redisOf } from './redis-of.ts';

export const orphans: Command = {
  usage: '[--restore <release>]',
  summary:
    'lists what releases left in the clusters that Redis has lost or people have given up, and puts one back to the version before',
  options: { restore: { type: 'string' } },
  words: { min: 0, max: 0 },
  async run(deps, { options }) {
    const { io } = deps;
    const read = redisOf(io);
    const loaded = await createCatalogueReader(deps.providers).load(catalogueFile(io.env));
    if (read.kind === 'invalid' || loaded.kind !== 'valid') {
      io.err(read.kind === 'invalid' ? read.problems.join('\n') : 'The catalogue has problems: see `sluice validate`.');
      return exit.wrong;
    }
    const targets = loaded.catalogue.services.flatMap((service) => service.targets);
    const { store, close } = await deps.openStore(read.settings.redisUrl, read.settings.prefix);
    const reached = deps.openClusters(loaded.catalogue, read.settings);
    try {
      const found = await scan({ store, clusters: reached.clusters, targets: () => targets });
      const wanted = typeof options['restore'] === 'string' ? options['restore'].replace(/^#?(\d+)$/, 'r$1') : null;
      return wanted === null ? list(deps, found) : await restore(wanted);

      async function restore(release: string): Promise<number> {
        const trace = orphanIn(found, release);
        if (!trace) {
          for (const what of found.unseen) io.err(`Not looked at: ${what}`);
          io.err(`There is no orphan ${release}: see \`sluice orphans\`.`);
          return exit.wrong;
        }
        const result = await restoreOrphan({ store, clusters: reached.clusters }, trace, targets, {
          by: { id: 'sluice', name: 'Sluice' },
          now: systemClock.now(),
        });
        if (result.kind === 'refused') io.err(`${release} cannot be put back: ${result.why}.`);
        else
          io.out(
            `${release} goes back as release ${result.release}: a worker does it, and its card tells when it is done.`,
          );
        return result.kind === 'refused' ? exit.wrong : exit.ok;
      }
    } finally {
      close();
      await reached.close();
    }
  },
};

function list({ io }: CliDeps, { traces, unseen }: Scan): number {
  const lost = traces.filter(({ finding }) => finding === 'orphan');
  for (const what of unseen) io.err(`Not looked at: ${what}`);
  for (const { release, cluster, namespace, seen } of lost) {
    const objects = seen.map(({ name }) => name).join(', ');
    io.out(`${release} in ${cluster}/${namespace}: ${objects}\n  ${restoreCommand(release)}`);
  }
  if (lost.length === 0) io.out('Nothing is left in the clusters of releases that Redis does not know.');
  return lost.length === 0 && unseen.length === 0 ? exit.ok : exit.wrong;
}
