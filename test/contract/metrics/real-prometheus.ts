import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';

export interface RealPrometheus {
  url: string;
  close(): Promise<void>;
}

/** Starts the `prometheus` of the PATH on a free port, scraping each target five times a second. */
export async function realPrometheus(
  targets: readonly { address: string; labels: Record<string, string> }[],
): Promise<RealPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-prometheus-'));
  const config = {
    global: { scrape_interval: '200ms', scrape_timeout: '200ms' },
    scrape_configs: [
      { job_name: 'pods', static_configs: targets.map(({ address, labels }) => ({ targets: [address], labels })) },
    ],
  };
  await writeFile(join(folder, 'prometheus.yml'), stringify(config));
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
      '--log.format=json',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const address = await listening(child).catch(async (error) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  return {
    url: `http://${address}`,
    async close() {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The address that it says it listens on, once it is ready for queries. Throws with its last words where it ends. */
function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(
        new Error('These tests need prometheus on the PATH (Debian: apt-get install prometheus).', { cause: error }),
      ),
    );
    if (!child.stderr) throw new Error('prometheus has no standard error');
    let address = '';
    let last = '';
    createInterface(child.stderr).on('line', (line) => {
      last = line;
      const entry: { msg?: string; address?: string } = line.startsWith('{') ? JSON.parse(line) : {};
      if (entry.msg === 'Listening on' && entry.address) address = entry.address;
      if (entry.msg === 'Server is ready to receive web requests.') resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`prometheus ended with code ${code}: ${last}`)));
  });
}
