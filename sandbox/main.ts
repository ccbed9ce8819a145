import { parseArgs } from 'node:util';
import { createLog } from '../src/platform/log.ts';
import { hints } from './run/hints.ts';
import { followHints } from './run/progress.ts';
import { playTour } from './run/tour.ts';
import { buildPage } from './slack/page/build.ts';
import { startSluice } from './world/app.ts';
import { seed } from './world/people.ts';
import { startWorld } from './world/start.ts';

const help = `npm run sandbox                  everything on this machine; prints one address
npm run sandbox -- --tour        plays the whole story by itself
npm run sandbox -- --port 4400   the page's port (0: any free one)
npm run sandbox -- --bake 20s    time per canary stage (8s)
npm run sandbox -- --verbose     Sluice's own log`;

const { values } = parseArgs({
  options: {
    tour: { type: 'boolean', default: false },
    port: { type: 'string', default: '4400' },
    bake: { type: 'string', default: '8s' },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function run(): Promise<void> {
  const began = performance.now();
  const page = buildPage();
  const world = await startWorld({
    pace: { bake: values.bake, interval: '1s' },
    slack: { port: Number(values.port), page: () => page, hints },
    say,
  });
  const log = createLog(values.verbose ? 'info' : 'error', [seed.botToken, seed.appToken, seed.signingSecret]);
  const app = await startSluice(world, { log, editEveryMs: 1000 });
  await Promise.all([page, world.slack.waitForBots(1, 10_000)]);
  followHints(world.slack);
  say(world.redisHow);
  say(`Kubernetes API: ${world.cluster.url} (kubectl --kubeconfig ${world.kubeconfig} get deploy -A)`);
  say(`Ready after ${((performance.now() - began) / 1000).toFixed(1)} s. Ctrl-C stops everything that was started.`);
  say(`\n  Open  ${world.slack.url}\n`);

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    say('\nStopping …');
    await app.stop();
    await world.stop();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
  if (values.tour) await playTour(world, say);
}

if (values.help) say(help);
else {
  run().catch((error: unknown) => {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    process.stderr.write(
      `${taken ? `Port ${values.port} is taken: say --port 0 for any free one.` : error instanceof Error ? error.stack : error}\n`,
    );
    process.exit(1);
  });
}
