import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Role, sluiceEnvironment, sluiceReady, startNode } from '../../support/process.ts';
import { placeIn, startMany } from '../many.ts';
import { type Figures, figuresOf } from '../stats.ts';
import { grid } from '../table.ts';
import { processUse } from './measure.ts';
import { imageOptions } from './options.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
/** By then starting is over, and what it left is given back. */
const restMs = 20_000;

export const roles: readonly Role[] = ['bot', 'worker', 'all'];

export interface StartFigures {
  role: Role;
  /** From the start of the process until it says that it is ready. */
  ready: Figures;
  /** Seconds of processor time until then, of the last start. */
  cpu: number;
  /** Resident memory in MB, when it has done nothing for a while. */
  rss: number;
}

/** The file tree of the image with the code compiled that the image holds compiled, and a world to start in. */
export interface Image {
  /** What Node is told before what Sluice is told. */
  command: readonly string[];
  env: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

export async function openImage(env: Readonly<Record<string, string>>): Promise<Image> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-image-'));
  const world = await startMany({ services: 1, stages: ['{ percent: 25, bake: 1m }'], interval: '1s', rps: 1 });
  async function close(): Promise<void> {
    await world.stop();
    await rm(folder, { recursive: true, force: true });
  }
  try {
    await run(process.execPath, [join(root, 'scripts/image.ts'), folder]);
    const command = [...imageOptions, join(folder, 'bin/sluice.js')];
    const more = { NODE_ENV: 'production', NODE_COMPILE_CACHE: join(folder, '.compile-cache'), ...env };
    const whole = sluiceEnvironment(placeIn(world), more);
    await run(process.execPath, [...command, 'version'], { env: whole });
    return { command, env: whole, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Killed, not stopped: one that ends by itself adds to the compiled code, and in a cluster it could not. */
export async function measureStart({ command, env }: Image, role: Role, times: number): Promise<StartFigures> {
  const took: number[] = [];
  for (;;) {
    const from = performance.now();
    const sluice = startNode(command, ['run', '--role', role], env);
    try {
      await sluiceReady(sluice);
      took.push(performance.now() - from);
      if (took.length < times) continue;
      const { cpu } = await processUse(sluice.pid);
      await sleep(restMs);
      const { rss } = await processUse(sluice.pid);
      return { role, ready: figuresOf(took), cpu, rss };
    } finally {
      await sluice.kill();
    }
  }
}

export function startTable(cases: readonly StartFigures[]): string {
  const cells = cases.map(({ role, ready, cpu, rss }) => {
    return [role, ready.p50.toFixed(0), ready.max.toFixed(0), cpu.toFixed(2), rss.toFixed(0)];
  });
  return grid(['role', 'ready p50 ms', 'max ms', 'CPU until then s', 'idle MB'], cells);
}
