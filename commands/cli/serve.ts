import { type EnvironmentSettings, readEnvironment } from '../../src/config/environment.ts';
import { createCatalogueReader, InvalidCatalogue } from '../../src/config/load.ts';
import { renderProblems } from '../../src/config/problems.ts';
import { type CatalogueHolder, createCatalogueHolder } from '../../src/config/watch.ts';
import { createLog, type Log } from '../../src/platform/log.ts';
import { extent } from './catalogue-file.ts';
import { type CliDeps, type Command, exit, type Running } from './command.ts';
import { untilEnd } from './until-end.ts';

export const serve: Command = {
  usage: '[--role bot | worker | all]',
  summary: 'runs Sluice until SIGTERM or Ctrl-C; what is in progress continues at the next start',
  options: { role: { type: 'string' } },
  words: { min: 0, max: 0 },
  async run(deps, { options }) {
    const { io } = deps;
    const role = typeof options['role'] === 'string' ? { SLUICE_ROLE: options['role'] } : {};
    const read = readEnvironment({ ...io.env, ...role });
    if (read.kind === 'invalid') {
      io.err(`${read.problems.join('\n')}\nSluice cannot start; docs/reference/environment.md lists all variables.`);
      return exit.wrong;
    }
    const log = createLog(read.settings.logLevel, read.settings.secrets);
    const holder = await openCatalogue(deps, read.settings, log);
    if (!holder) return exit.wrong;
    return untilEnd(io.process, log, { stopWithinMs: deps.stopWithinMs ?? 25_000 }, () =>
      start(deps, read.settings, log, holder),
    );
  },
};

async function start(
  deps: CliDeps,
  settings: EnvironmentSettings,
  log: Log,
  holder: CatalogueHolder,
): Promise<Running> {
  try {
    const app = await deps.startApp({
      settings,
      log,
      catalogue: holder.current,
      warnings: () => refusedWarning(holder),
    });
    log.info(
      { role: settings.role, port: app.port, version: deps.version, catalogue: extent(holder.current()) },
      'Sluice is ready',
    );
    return {
      port: app.port,
      async stop() {
        holder.close();
        await app.stop();
      },
    };
  } catch (error) {
    holder.close();
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`Sluice cannot start: ${message}\n"sluice doctor" says what is missing.`, { cause: error });
  }
}

/** Null, and said, where the first catalogue is not valid; later ones that are not are refused, and the old one stays. */
async function openCatalogue(deps: CliDeps, { catalogue }: EnvironmentSettings, log: Log) {
  try {
    return await createCatalogueHolder(catalogue, {
      reader: createCatalogueReader(deps.providers),
      onChange: (fresh) => log.info({ hash: fresh.hash, catalogue: extent(fresh) }, 'a changed catalogue is in force'),
      onRefused: (problems) =>
        log.error(
          { problems: renderProblems(problems) },
          'a changed catalogue was refused; the old one stays in force',
        ),
    });
  } catch (error) {
    if (!(error instanceof InvalidCatalogue)) throw error;
    deps.io.err(`${error.message}\nSluice cannot start with this catalogue.`);
    return null;
  }
}

function refusedWarning(holder: CatalogueHolder): string[] {
  const [first, ...more] = holder.refused();
  if (!first) return [];
  const others = more.length > 0 ? ` (and ${more.length} more: "sluice validate" lists them)` : '';
  return [
    `The changed catalogue was refused, and the previous one stays in force: ${renderProblems([first])}${others}`,
  ];
}
