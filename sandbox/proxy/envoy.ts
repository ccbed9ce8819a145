import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../redis/ports.ts';
import { createFiles, fileSource, types } from './files.ts';
import { startProgram } from './program.ts';
import type { Translation } from './translate.ts';

/** An Envoy that reads where requests go from files. */
export interface Envoy {
  /** Where it takes requests, by their Host. */
  url: string;
  /** Its own page of figures and settings. */
  adminUrl: string;
  /** Has it route so from now on; it follows within milliseconds. */
  write(translation: Translation): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it on free loopback ports, with nothing to route yet. Rejects with its last words where it does not start. */
export async function startEnvoy(path: string): Promise<Envoy> {
  const dir = await mkdtemp(join(tmpdir(), 'sluice-envoy-'));
  const files = createFiles(dir);
  const [port, admin] = [await freePort(), await freePort()];
  try {
    await files.write({ clusters: new Map(), virtualHosts: [], problems: [] });
    const bootstrap = join(dir, 'bootstrap.json');
    await writeFile(bootstrap, JSON.stringify(bootstrapOf(dir, port, admin)));
    const args = ['-c', bootstrap, '--concurrency', '1', '--use-dynamic-base-id', '--log-level', 'warning'];
    const adminUrl = `http://127.0.0.1:${admin}`;
    const program = await startProgram(path, args, { health: { url: `${adminUrl}/ready` } });
    return {
      url: `http://127.0.0.1:${port}`,
      adminUrl,
      write: files.write,
      async stop() {
        await files.close();
        await program.stop();
        await rm(dir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await files.close();
    await rm(dir, { recursive: true, force: true });
    throw error;
  }
}

function bootstrapOf(dir: string, port: number, admin: number): object {
  const manager = {
    '@type': `${types}.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`,
    stat_prefix: 'front',
    strip_any_host_port: true,
    rds: { route_config_name: 'front', config_source: fileSource(dir, 'routes.json') },
    http_filters: [
      {
        name: 'envoy.filters.http.router',
        typed_config: { '@type': `${types}.extensions.filters.http.router.v3.Router` },
      },
    ],
  };
  const chain = { filters: [{ name: 'envoy.filters.network.http_connection_manager', typed_config: manager }] };
  return {
    node: { id: 'sandbox', cluster: 'sandbox' },
    admin: { address: addressOf(admin) },
    dynamic_resources: { cds_config: fileSource(dir, 'clusters.json') },
    static_resources: { listeners: [{ name: 'front', address: addressOf(port), filter_chains: [chain] }] },
  };
}

function addressOf(port: number): object {
  return { socket_address: { address: '127.0.0.1', port_value: port } };
}
