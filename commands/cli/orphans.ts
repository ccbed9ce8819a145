import { createCatalogueReader } from '../../src/config/load.ts';
import type { Target } from '../../src/domain/target.ts';
import { restoreCommand, wayWords } from '../../src/messages/thread/orphans.ts';
import { systemClock } from '../../src/platform/clock.ts';
import type { Clusters } from '../../src/platform/kube.ts';
import { lookBack, restoreOrphan, targetOfTrace } from '../../src/recovery/restore.ts';
import { orphanIn, type Scan, scan, type Trace } from '../../src/recovery/scan.ts';
import { catalogueFile } from './catalogue-file.ts';
import { type CliDeps, type Command, exit } from './command.ts';
import { redisOf } from './redis-of.ts';

export const orphans: Command = {
  usage: '[--restore <release>]',
  summary: 'lists what lost or abandoned releases left in the clusters, and puts one back to the previous version',
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
    const { store, seals, close } = await deps.openStore(read.settings);
    const reached = deps.openClusters(loaded.catalogue, read.settings);
    try {
      const { clusters } = reached;
      const found = await scan({ store, clusters, seals, targets: () => targets });
      const wanted = typeof options['restore'] === 'string' ? options['restore'].replace(/^#?(\d+)$/, 'r$1') : null;
      return wanted === null ? await list(deps, found, { clusters, targets }) : await restore(wanted);

      async function restore(release: string): Promise<number> {
        const trace = orphanIn(found, release);
        if (!trace) {
          for (const what of found.unseen) io.err(`Not checked: ${what}`);
          io.err(`There is no orphan ${release}: see \`sluice orphans\`.`);
          return exit.wrong;
        }
        const result = await restoreOrphan({ store, clusters, seals }, trace, targets, {
          by: { id: 'sluice', name: 'Sluice' },
          now: systemClock.now(),
          shown: null,
        });
        if (result.kind === 'going-back') {
          io.out(
            `${release} is being rolled back as release ${result.release}: a worker does it, and its card says when it is done.`,
          );
          return exit.ok;
        }
        io.err(`${release} cannot be put back: ${result.kind === 'refused' ? result.why : 'it has just changed'}.`);
        return exit.wrong;
      }
    } finally {
      close();
      await reached.close();
    }
  },
};

interface Known {
  clusters: Clusters;
  targets: readonly Target[];
}

async function list({ io }: CliDeps, { traces, unsigned, unseen }: Scan, known: Known): Promise<number> {
  const lost = traces.filter(({ finding }) => finding === 'orphan');
  for (const what of unseen) io.err(`Not checked: ${what}`);
  for (const trace of lost) {
    const { release, cluster, namespace, seen } = trace;
    io.out(`${release} in ${cluster}/${namespace}: ${seen.map(({ name }) => name).join(', ')}`);
    io.out(`  ${await wayOf(trace, known)}`);
  }
  for (const { cluster, namespace, seen } of unsigned) {
    const named = seen.map(({ name, release }) => `${name} (${JSON.stringify(release)})`).join(', ');
    io.out(`Not made by this Sluice, and ignored, in ${cluster}/${namespace}: ${named}`);
  }
  if (lost.length === 0) io.out('The clusters hold nothing from releases that Redis does not know.');
  return lost.length === 0 && unseen.length === 0 && unsigned.length === 0 ? exit.ok : exit.wrong;
}

/** What putting it back would do, and by which command; or why it cannot be. */
async function wayOf(trace: Trace, { clusters, targets }: Known): Promise<string> {
  const target = targetOfTrace(trace, targets);
  if (!target) return 'The catalogue has no service for the objects that it marked.';
  const way = await lookBack(clusters, trace, target);
  if (way.kind === 'closed') return `It cannot be put back with a command: ${way.why}.`;
  return `${wayWords(target, way).plain}\n  ${restoreCommand(trace.release)}`;
}
