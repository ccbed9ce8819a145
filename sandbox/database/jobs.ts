import { setTimeout as delay } from 'node:timers/promises';
import type { Program, RunProgram } from '../cluster/index.ts';
import type { Database } from './database.ts';

/** Plays what the Jobs of migrations run: `migrate print <statement…>` prints, `migrate run <statement…>` runs them. */
export interface MigrationJobs {
  run: RunProgram;
  /** All that were run, the oldest first. */
  ran: readonly Program[];
}

/**
 * @param databases by namespace
 * @param paceMs how long each statement takes, so that people can watch
 */
export function migrationJobs(databases: Readonly<Record<string, Database>>, paceMs = 0): MigrationJobs {
  const ran: Program[] = [];

  async function runAll(statements: readonly string[], database: Database): Promise<{ exitCode: number; log: string }> {
    const lines: string[] = [];
    for (const statement of statements) {
      await delay(paceMs);
      try {
        await database.run(statement);
      } catch (error) {
        lines.push(`ERROR ${error instanceof Error ? error.message : error}`);
        return { exitCode: 1, log: lines.join('\n') };
      }
      lines.push(`ran: ${statement}`);
    }
    return { exitCode: 0, log: lines.join('\n') };
  }

  return {
    ran,
    async run(program) {
      ran.push(program);
      const [tool, word, ...statements] = program.command;
      const database = databases[program.namespace];
      if (tool !== 'migrate' || database === undefined) return { exitCode: 0, log: '' };
      if (word === 'run') return runAll(statements, database);
      await delay(paceMs);
      return { exitCode: 0, log: statements.map((statement) => `${statement};`).join('\n') };
    },
  };
}
