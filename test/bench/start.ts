import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { type Process, sluiceEnvironment, startNode } from '../support/process.ts';
import { placeIn, startMany } from './many.ts';
import { type Bench, figuresOf, type Measured } from './stats.ts';

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** From the start of the process until it can be used: Sluice as sources and as a bundle, and the whole sandbox. */
export const start: Bench = async ({ quick, say }) => {
  const runs = quick ? 3 : 10;
  const world = await startMany({ services: 1, stages: ['{ percent: 25, bake: 1m }'], interval: '1s', rps: 1 });
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bundle-'));
  const rows: Measured[] = [];
  try {
    const env = sluiceEnvironment(placeIn(world), { SLUICE_ROLE: 'all' });
    const scripts = {
      'start to ready, from sources': path('bin/sluice.js'),
      'start to ready, bundled': await bundle(folder),
    };
    for (const [what, script] of Object.entries(scripts)) {
      const times: number[] = [];
      for (let run = 0; run < runs; run += 1) times.push(await untilReady(script, env));
      say(`${what}: done`);
      rows.push({ what, figures: figuresOf(times), aim: { p50: 2000 }, note: 'role all, Socket Mode, until /readyz' });
    }
  } finally {
    await world.stop();
    await rm(folder, { recursive: true, force: true });
  }
  const times: number[] = [];
  for (let run = 0; run < (quick ? 2 : 5); run += 1) times.push(await untilSandbox());
  const note = 'npm run sandbox: until its page says that the bot is connected';
  return [...rows, { what: 'sandbox usable', figures: figuresOf(times), aim: { p50: 5000 }, note }];
};

/** The bundle as an image has it: apart from the sources, which the launcher would prefer. */
async function bundle(folder: string): Promise<string> {
  await promisify(execFile)(process.execPath, [path('scripts/build.ts'), join(folder, 'dist/main.js')]);
  await cp(path('bin'), join(folder, 'bin'), { recursive: true });
  await cp(path('package.json'), join(folder, 'package.json'));
  await symlink(path('node_modules'), join(folder, 'node_modules'));
  return join(folder, 'bin/sluice.js');
}

/** @returns ms */
async function untilReady(script: string, env: NodeJS.ProcessEnv): Promise<number> {
  const port = await freePort();
  return timed(
    () => startNode(script, ['run'], { ...env, PORT: String(port) }),
    async () => ((await fetched(`http://127.0.0.1:${port}/readyz`)).status === 200 ? true : null),
  );
}

const stateSchema = z.object({ botConnected: z.boolean() });

/** @returns ms */
async function untilSandbox(): Promise<number> {
  const port = await freePort();
  return timed(
    () => startNode(path('sandbox/main.ts'), ['--port', String(port)], process.env),
    async () => {
      const { body } = await fetched(`http://127.0.0.1:${port}/_page/state`);
      return stateSchema.parse(JSON.parse(body)).botConnected ? true : null;
    },
  );
}

/** Asks every few milliseconds, since that is what whoever waits for a start does. Throws when the process ends first. */
async function timed(launch: () => Process, isThere: () => Promise<true | null>): Promise<number> {
  const from = performance.now();
  const child = launch();
  let over = false;
  void child.ended.then(() => {
    over = true;
  });
  try {
    while (!(await isThere().catch(() => null))) {
      if (over)
        throw new Error(
          `it ended: ${child
            .lines()
            .map(({ msg }) => msg)
            .slice(-5)
            .join(' | ')}`,
        );
      if (performance.now() - from > 60_000) throw new Error('not ready after a minute');
      await sleep(5);
    }
    return performance.now() - from;
  } finally {
    await child.stop();
  }
}

function fetched(url: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, async (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      response.once('error', reject);
    }).once('error', reject);
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (!address || typeof address !== 'object') throw new Error('no free port');
  return address.port;
}
