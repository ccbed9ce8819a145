import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { startApp } from '../../../app/start.ts';
import { readEnvironment } from '../../../src/config/environment.ts';
import { createCatalogueReader, loadCatalogue } from '../../../src/config/load.ts';
import { createLog } from '../../../src/platform/log.ts';
import { families } from '../../../src/providers/index.ts';
import { type Point, withPoints } from './effects.ts';

/**
 * Sluice in a process of its own, with its ports wrapped: it dies (or stops, by CRASH_HOW) at the point numbered
 * CRASH_AT, or at the first one whose text matches CRASH_ON. Says each point on standard output.
 */
const { CRASH_AT: at, CRASH_ON: on, CRASH_HOW: how = 'SIGKILL' } = process.env;
const pattern = on === undefined ? null : new RegExp(on);
let over = false;

function reached(point: Point): void {
  writeSync(1, `${JSON.stringify({ msg: 'point', ...point })}\n`);
  const here = pattern ? pattern.test(`${point.side} ${point.call}`) : point.n === Number(at ?? -1);
  if (!here || over) return;
  over = true;
  writeSync(1, `${JSON.stringify({ msg: 'the end', ...point })}\n`);
  process.kill(process.pid, how);
}

const read = readEnvironment(process.env);
if (read.kind === 'invalid') throw new Error(read.problems.join('\n'));
const { settings } = read;
const log = createLog(settings.logLevel, settings.secrets);
const catalogue = await loadCatalogue(settings.catalogue, createCatalogueReader(families));
const app = await startApp({
  settings,
  log,
  catalogue: () => catalogue,
  wrap: (ports) => withPoints(ports, reached),
  editEveryMs: 300,
});
process.once('SIGTERM', () => void app.stop().then(() => process.exit(0)));
log.warn({ port: app.port }, 'Sluice is ready');
// Node keeps what it compiled when it ends in peace, which is not the rule here.
if (at === undefined && on === undefined) flushCompileCache();
