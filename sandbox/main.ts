import { setTimeout as delay } from 'node:timers/promises';
import { createLog } from '../src/platform/log.ts';
import { startFront } from './proxy/front.ts';
import { fetchProxy } from './proxy/wheels.ts';
import { hintsFor } from './run/hints.ts';
import { startMoving } from './run/moving.ts';
import { help, type ProxyChoice, readOptions, type SandboxOptions } from './run/options.ts';
import { followHints } from './run/progress.ts';
import { playTour } from './run/tour.ts';
import { buildPage } from './slack/page/build.ts';
import { defaultWorld, pageKinds, withMoving, withPages } from './workloads/index.ts';
import { startSluice } from './world/app.ts';
import { startCode } from './world/code.ts';
import { seed } from './world/people.ts';
import { startWorld, type WorldOptions } from './world/start.ts';

type Close = () => Promise<unknown>;

/** What does not stop within this time goes down with the process. */
const patienceMs = 5000;
/** Of a statement of a migration, in milliseconds: slow enough to be seen. */
const statementMs = 1200;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/**
 * Starts everything and prints the address. What must be stopped again is put into `closing` as soon as it runs.
 * @returns what plays the tour, once somebody looks
 */
async function start(
  { port, bake, verbose, proxy, pages, unleash }: SandboxOptions,
  closing: Close[],
): Promise<() => Promise<void>> {
  const page = buildPage();
  const opened = Promise.withResolvers<void>();
  const open = () => {
    opened.resolve();
    return page;
  };
  const front = proxy ? await proxyNamed(proxy) : {};
  const moving = await startMoving(unleash, statementMs, say);
  closing.push(() => moving.stop());
  const shop = withPages(withMoving(defaultWorld), pages);
  const code = await startCode(shop);
  closing.push(() => code.close());
  const hints = hintsFor({ flags: moving.unleash.url, database: moving.databaseUrl });
  const world = await startWorld({
    world: shop,
    edit: code.edit,
    places: true,
    flags: async () => moving.unleash,
    pace: { bake, interval: '1s' },
    // Stages pass within seconds here: so does the time between two looks of an autoscaler.
    cluster: { autoscaleMs: 3000, runProgram: moving.jobs.run },
    slack: { port, page: open, hints },
    say,
    ...front,
  });
  closing.push(() => world.stop());
  const log = createLog(verbose ? 'info' : 'error', [seed.botToken, seed.appToken, seed.signingSecret]);
  const app = await startSluice(world, { log, editEveryMs: 1000 });
  closing.push(() => app.stop());
  await Promise.all([page, world.slack.waitForBots(1, 10_000)]);
  followHints(world.slack);
  say(world.redisHow);
  for (const [service, page] of Object.entries(pages)) say(`Metrics of ${service}: ${pageKinds[page].shows}.`);
  say(
    `Feature flags: ${moving.unleash.url}${unleash === 'real' ? ' (admin, unleash4all)' : ''}; database of orders: ${moving.databaseUrl}`,
  );
  say(`Kubernetes API: ${world.cluster.url} (kubectl --kubeconfig ${world.kubeconfig} get deploy -A)`);
  say(`Ready after ${process.uptime().toFixed(1)} s. Ctrl-C stops everything that was started.`);
  say(`\n  Open  ${world.slack.url}\n`);
  return async () => {
    say('The tour begins as soon as the page is open.');
    await opened.promise;
    await playTour(world, say);
  };
}

/** What puts this proxy before a world's services; the rates are lower then, as each request is a real one. */
async function proxyNamed(name: ProxyChoice): Promise<Pick<WorldOptions, 'proxy' | 'load'>> {
  const envoy = await fetchProxy(name, say);
  return {
    load: 'usual',
    async proxy(place) {
      const front = await startFront({ ...place, envoy, onProblem: (problem) => say(`Envoy: ${problem}`) });
      say(
        `Envoy: ${front.url}, by the Host of a request (curl -H 'Host: checkout.production' ${front.url}); its own page: ${front.adminUrl}`,
      );
      return front;
    },
  };
}

/** A sentence for what people can put right, the whole story for the rest. */
function wordsFor(error: unknown, port: number): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE') return `Port ${port} is taken: say --port 0 for any free one.`;
  if (error.message.startsWith('Redis did not answer') && process.env['REDIS_URL']) {
    return `${error.message} at REDIS_URL. Unset it, and the sandbox starts a Redis of its own.`;
  }
  return error.stack ?? error.message;
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) return say(help);
  const closing: Close[] = [];
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= closeAll();
    return stopping;
  };
  async function closeAll(): Promise<void> {
    if (!process.exitCode) say('\nStopping …');
    await starting.catch(() => undefined);
    for (const close of closing.splice(0).reverse()) {
      await Promise.race([close(), delay(patienceMs)]).catch((error: unknown) =>
        process.stderr.write(`${wordsFor(error, options.port)}\n`),
      );
    }
    process.exit();
  }
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const starting = start(options, closing);
  try {
    const tour = await starting;
    if (options.tour) await tour();
  } catch (error) {
    if (stopping) return;
    process.stderr.write(`${wordsFor(error, options.port)}\n`);
    process.exitCode = 1;
    await stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${help}\n`);
  process.exitCode = 1;
});
