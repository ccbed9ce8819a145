import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Translation } from './translate.ts';

export const types = 'type.googleapis.com/envoy';
/** A cluster that no route names any more goes this much later: routes and clusters are read independently. */
const lingerMs = 2000;
/** Shorter than pods keep an idle connection, or requests would be sent into closing ones. */
const idle = '30s';

/** The files that Envoy watches. Each is replaced as a whole, by rename: half a file would be read as well. */
export function createFiles(dir: string) {
  const written = new Map<string, string>();
  let version = 0;
  let lingering: NodeJS.Timeout | undefined;

  async function put(name: string, resources: object[]): Promise<void> {
    const content = JSON.stringify(resources);
    if (written.get(name) === content) return;
    version += 1;
    const path = join(dir, name);
    await writeFile(`${path}.new`, `{"version_info":"${version}","resources":${content}}`);
    await rename(`${path}.new`, path);
    written.set(name, content);
  }

  /** Nothing is taken away here that a route may still name. */
  async function write({ clusters, virtualHosts }: Translation): Promise<void> {
    clearTimeout(lingering);
    for (const [name, endpoints] of clusters) {
      const assignment = { '@type': `${types}.config.endpoint.v3.ClusterLoadAssignment`, cluster_name: name };
      await put(`endpoints.${name}.json`, [{ ...assignment, endpoints: [{ lb_endpoints: endpoints }] }]);
    }
    const before = [...written.keys()].flatMap((file) => /^endpoints\.(.*)\.json$/.exec(file)?.[1] ?? []);
    await put(
      'clusters.json',
      before.map((name) => clusterOf(dir, name)),
    );
    const routes = { '@type': `${types}.config.route.v3.RouteConfiguration`, name: 'front' };
    await put('routes.json', [{ ...routes, virtual_hosts: virtualHosts }]);
    if (before.length > clusters.size) lingering = setTimeout(() => void inTurn(() => drop(clusters)), lingerMs);
  }

  async function drop(clusters: Translation['clusters']): Promise<void> {
    await put(
      'clusters.json',
      [...clusters.keys()].map((name) => clusterOf(dir, name)),
    );
    for (const file of written.keys()) {
      const name = /^endpoints\.(.*)\.json$/.exec(file)?.[1];
      if (name !== undefined && !clusters.has(name)) written.delete(file);
    }
  }

  let last: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>) => {
    last = last.then(work, work);
    return last;
  };

  return {
    write: (translation: Translation) => inTurn(() => write(translation)),
    /** Resolves once nothing is written any more. */
    async close() {
      clearTimeout(lingering);
      await last.catch(() => undefined);
    },
  };
}

/** A file that Envoy reads again whenever another takes its place. */
export function fileSource(dir: string, name: string): object {
  return { path_config_source: { path: join(dir, name) }, resource_api_version: 'V3' };
}

function clusterOf(dir: string, name: string): object {
  const http = `${types}.extensions.upstreams.http.v3.HttpProtocolOptions`;
  return {
    '@type': `${types}.config.cluster.v3.Cluster`,
    name,
    type: 'EDS',
    eds_cluster_config: { eds_config: fileSource(dir, `endpoints.${name}.json`) },
    typed_extension_protocol_options: {
      'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
        '@type': http,
        common_http_protocol_options: { idle_timeout: idle },
        explicit_http_config: { http_protocol_options: {} },
      },
    },
  };
}
