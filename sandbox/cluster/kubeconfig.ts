import { stringify } from 'yaml';
import type { User } from './http/access.ts';

/** The text of a kubeconfig for one user: server, trusted authority and token. */
export function kubeconfigOf(
  cluster: { name: string; url: string; ca: string },
  user: Pick<User, 'name' | 'token'>,
): string {
  const context = `${user.name}@${cluster.name}`;
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: cluster.name,
        cluster: {
          server: cluster.url,
          'certificate-authority-data': Buffer.from(cluster.ca).toString('base64'),
        },
      },
    ],
    users: [{ name: user.name, user: { token: user.token } }],
    contexts: [{ name: context, context: { cluster: cluster.name, user: user.name } }],
    'current-context': context,
  });
}
