import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { SluicePlace } from '../../support/process.ts';

const path = (name: string) => fileURLToPath(new URL(`../../../${name}`, import.meta.url));

export interface PlaceOptions {
  redisUrl: string;
  /** Port of Slack, and of the cluster where no other is named. */
  api: number;
  /** YAML with one context, `bench`. By default of a cluster that is reached without TLS. */
  kubeconfig?: string;
}

/** A folder with the bundle as an image has it, and files for a Sluice that reaches one cluster. */
export interface Folder {
  script: string;
  place(options: PlaceOptions): Promise<SluicePlace>;
  close(): Promise<void>;
}

export async function openFolder(): Promise<Folder> {
  const dir = await mkdtemp(join(tmpdir(), 'sluice-scale-'));
  await promisify(execFile)(process.execPath, [path('scripts/build.ts'), join(dir, 'dist/main.js')]);
  await cp(path('bin'), join(dir, 'bin'), { recursive: true });
  await cp(path('package.json'), join(dir, 'package.json'));
  await symlink(path('node_modules'), join(dir, 'node_modules'));
  return {
    script: join(dir, 'bin/sluice.js'),
    async place({ api, redisUrl, kubeconfig: access = kubeconfigOf(api) }) {
      const [kubeconfig, catalogue] = [join(dir, 'kubeconfig.yaml'), join(dir, 'sluice.yaml')];
      await writeFile(kubeconfig, access);
      await writeFile(catalogue, catalogueText);
      const slack = { apiUrl: `http://127.0.0.1:${api}/slack/`, botToken: 'xoxb-bench-only' };
      return { redisUrl, catalogue, kubeconfig, slack, prefix };
    },
    close: () => rm(dir, { recursive: true, force: true }),
  };
}

export const prefix = '{scale}';

const catalogueText = `version: 1
clusters:
  bench: { context: bench }
environments:
  production: { cluster: bench }
services:
  example: { image: registry.example/example, channel: releases }
`;

function kubeconfigOf(port: number): string {
  return `apiVersion: v1
kind: Config
current-context: bench
clusters: [{ name: bench, cluster: { server: 'http://127.0.0.1:${port}', insecure-skip-tls-verify: true } }]
users: [{ name: bench, user: {} }]
contexts: [{ name: bench, context: { cluster: bench, user: bench } }]
`;
}
