import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Program, RunProgram } from '../../../sandbox/cluster/index.ts';

const runSql = join(import.meta.dirname, 'run-sql.ts');

/** What a Job of a test cluster runs is run by this machine, as `run-sql.ts` does it. */
export interface LocalJobs {
  run: RunProgram;
  /** All that were run, the oldest first. */
  ran: Program[];
}

/** @param url of the database that they change */
export function localJobs(url: () => string): LocalJobs {
  const ran: Program[] = [];
  return {
    ran,
    async run(program, signal) {
      ran.push(program);
      const env = { ...process.env, ...program.env, DATABASE_URL: url() };
      const child = spawn(process.execPath, [runSql, ...program.command], {
        env,
        signal,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [log, [code]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number | null]>]);
      return { exitCode: code ?? 137, log };
    },
  };
}
