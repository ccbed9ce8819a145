import { type EnvironmentSettings, readEnvironment } from '../../src/config/environment.ts';
import { createCatalogueReader } from '../../src/config/load.ts';
import { type CheckResult, isWell } from '../../src/doctor/check.ts';
import { findingsJson, renderFindings } from '../../src/doctor/render.ts';
import { catalogueFile } from './catalogue-file.ts';
import { type CliIo, type Command, exit, type Known } from './command.ts';

export const doctor: Command = {
  usage: '[--json]',
  summary: 'checks everything that Sluice needs: each line is ok or says what to do',
  options: { json: { type: 'boolean' } },
  words: { min: 0, max: 0 },
  async run({ io, providers, examine }, { options }) {
    const { findings, ...known } = environment(io);
    const catalogue = await createCatalogueReader(providers).load(catalogueFile(io.env));
    const all = [...findings, ...(await examine({ ...known, catalogue }))];
    io.out(options['json'] ? findingsJson(all) : renderFindings(all));
    return all.every(isWell) ? exit.ok : exit.wrong;
  },
};

/** What is wrong with the variables is told, and everything else is looked at as far as they reach. */
function environment({ env }: CliIo): Omit<Known, 'catalogue'> & { findings: CheckResult[] } {
  const place = { area: 'Settings', what: 'environment variables' };
  const read = readEnvironment(env);
  if (read.kind === 'valid') {
    const { settings } = read;
    const findings: CheckResult[] = [{ ...place, kind: 'ok', detail: `role ${settings.role}` }, undoKey(settings)];
    return { settings, slack: settings.slack, findings };
  }
  const todo = 'docs/reference/environment.md lists all variables';
  const findings = read.problems.map((detail): CheckResult => ({ ...place, kind: 'problem', detail, todo }));
  const silent = Object.entries(env).filter(([name]) => !name.startsWith('SLACK_') && name !== 'SLUICE_SLACK_MODE');
  // The token stands for those that are missing: Slack itself is left out.
  const rest = readEnvironment({ ...Object.fromEntries(silent), SLUICE_ROLE: 'worker', SLACK_BOT_TOKEN: 'xoxb-none' });
  return { settings: rest.kind === 'valid' ? rest.settings : null, slack: null, findings };
}

/** Without a key of its own, what Sluice has left in the clusters cannot be verified once Redis is lost. */
function undoKey({ undoKeys }: EnvironmentSettings): CheckResult {
  const place = { area: 'Settings', what: 'undo key' };
  if (undoKeys.length > 0) return { ...place, kind: 'ok', detail: 'SLUICE_UNDO_KEY is set' };
  return {
    ...place,
    kind: 'warning',
    detail:
      'SLUICE_UNDO_KEY is not set: the key is kept in Redis alone, and if Redis is lost, nothing can be put back with the button',
    todo: 'set SLUICE_UNDO_KEY for all processes, e.g. to what `openssl rand -base64 32` prints',
  };
}
