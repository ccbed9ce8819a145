import { parse } from 'yaml';
import { z } from 'zod';

const kubeconfigSchema = z.object({
  'current-context': z.string(),
  contexts: z.array(z.object({ name: z.string(), context: z.object({ cluster: z.string(), user: z.string() }) })),
  clusters: z.array(
    z.object({
      name: z.string(),
      cluster: z.object({
        server: z.url(),
        'certificate-authority-data': z.string().optional(),
        'insecure-skip-tls-verify': z.boolean().optional(),
      }),
    }),
  ),
  users: z.array(
    z.object({
      name: z.string(),
      user: z.object({
        token: z.string().optional(),
        'client-certificate-data': z.string().optional(),
        'client-key-data': z.string().optional(),
      }),
    }),
  ),
});

export interface KubeAccess {
  /** Address without a slash at the end. */
  server: string;
  tls: { ca?: string; cert?: string; key?: string; rejectUnauthorized: boolean };
  headers: Record<string, string>;
}

/** Reads the current context of a kubeconfig with embedded credentials. Throws where it is not one. */
export function readKubeconfig(text: string): KubeAccess {
  const config = kubeconfigSchema.parse(parse(text));
  const context = pick(config.contexts, config['current-context'], 'context').context;
  const { cluster } = pick(config.clusters, context.cluster, 'cluster');
  const { user } = pick(config.users, context.user, 'user');
  const ca = decode(cluster['certificate-authority-data']);
  const cert = decode(user['client-certificate-data']);
  const key = decode(user['client-key-data']);
  return {
    server: cluster.server.replace(/\/+$/, ''),
    tls: {
      rejectUnauthorized: cluster['insecure-skip-tls-verify'] !== true,
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    },
    headers: user.token === undefined ? {} : { authorization: `Bearer ${user.token}` },
  };
}

function pick<T extends { name: string }>(entries: T[], name: string, kind: string): T {
  const found = entries.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`The kubeconfig has no ${kind} named "${name}"`);
  return found;
}

function decode(data: string | undefined): string | undefined {
  return data === undefined ? undefined : Buffer.from(data, 'base64').toString();
}
