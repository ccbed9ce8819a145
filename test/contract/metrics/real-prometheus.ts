import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { vi } from 'vitest';
import { stringify } from 'yaml';
import { instantQuery } from '../../../src/providers/metrics/prom-api.ts';
import type { TinyPod } from './pages.ts';
import { httpGet } from './world.ts';

export interface RealPrometheus {
  url: string;
  /** Resolves when it has stored what these pods show now; of a pod that shows nothing readable, that it does not. */
  settle(pods: readonly TinyPod[]): Promise<void>;
  close(): Promise<void>;
}

/** A machine that stands still for a moment must not cost a scrape: what was known of its target would be stale. */
const scrapes = { scrape_interval: '2s', scrape_timeout: '2s' };
const settleMs = 15_000;
/** Prometheus moves the times of its scrapes by up to 2 ms, so that they are evenly apart. */
const alignedMs = 2;

/** Starts the `prometheus` of the PATH on a free port. */
export async function realPrometheus(
  targets: readonly { address: string; labels: Record<string, string> }[],
): Promise<RealPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-prometheus-'));
  const config = {
    global: scrapes,
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
  const url = `http://${address}`;
  return {
    url,
    async settle(pods) {
      const since = (Date.now() + alignedMs) / 1000;
      const hasSettled = async () => {
        const stored = await scrapesOf(url);
        for (const pod of pods) {
          const { at, up } = stored.get(pod.address) ?? { at: 0, up: false };
          if (at <= since || up !== (pod.mode === 'on')) throw new Error(`${pod.address} was not scraped yet`);
        }
      };
      await vi.waitFor(hasSettled, { timeout: settleMs, interval: 50 });
    },
    async close() {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** By address: when (s since the epoch) its last scrape began, and whether it gave figures. */
async function scrapesOf(url: string): Promise<Map<string, { at: number; up: boolean }>> {
  const api = { http: httpGet(), url, headers: {}, timeoutMs: 5000 };
  const now = Date.now() / 1000;
  const [times, ups] = await Promise.all([instantQuery(api, 'timestamp(up)', now), instantQuery(api, 'up', now)]);
  const up = new Set(ups.flatMap(({ labels, value }) => (value === 1 ? [labels['instance']] : [])));
  return new Map(times.map(({ labels: { instance = '' }, value }) => [instance, { at: value, up: up.has(instance) }]));
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
    let ready = false;
    let last = '';
    createInterface(child.stderr).on('line', (line) => {
      last = line;
      const entry: { msg?: string; address?: string } = line.startsWith('{') ? JSON.parse(line) : {};
      if (entry.msg === 'Listening on' && entry.address) address = entry.address;
      if (entry.msg === 'Server is ready to receive web requests.') ready = true;
      // It says the two in either order.
      if (ready && address !== '') resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`prometheus ended with code ${code}: ${last}`)));
  });
}
