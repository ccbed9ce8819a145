import { describe, expect, it } from 'vitest';
import { alongside } from '../../../src/requests/alongside.ts';
import { workloadKinds } from '../../../src/workloads/index.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const repository = 'registry.example/checkout';

function found(containers: string[] | undefined, host = 'registry.example', target = exampleTarget()) {
  const image = (version: string) => `${host}/checkout:${version}`;
  const template = {
    spec: {
      initContainers: [{ name: 'migrate', image: image('2.3.9') }],
      containers: [
        { name: 'istio-proxy', image: 'istio/proxyv2:1.20' },
        { name: 'app', image: image('2.4.0') },
        { name: 'jobs', image: `${host}/checkout@sha256:${'a'.repeat(64)}` },
        { name: 'exporter', image: `${host}/checkout-exporter:2.4.0` },
      ],
    },
  };
  const stable = workloadKinds.deployment.read({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'checkout' },
    spec: { selector: {}, template },
  });
  const workload = { ...target.workload, container: 'app', ...(containers && { containers }) };
  const result = alongside({ ...target, repository, workload }, stable, image('2.4.0'));
  return result.kind === 'found'
    ? result.also.map(({ container, init }) => `${container}${init ? '!' : ''}`)
    : result.detail;
}

describe('containers that move with the released one', () => {
  it('are those of the same repository, by tag or digest, init containers among them', () => {
    expect(found(undefined)).toEqual(['migrate!', 'jobs']);
  });

  it('are found under a mirror’s name as well', () => {
    expect(found(undefined, 'mirror.local/registry.example')).toEqual(['migrate!', 'jobs']);
  });

  it('are those that the catalogue names, and none where it names none', () => {
    expect(found(['migrate'])).toEqual(['migrate!']);
    expect(found([])).toEqual([]);
  });

  it('are refused where there is none of that name, or it runs another image', () => {
    expect(found(['migrat'])).toMatch(/has no container migrat, that the catalogue names under workload\.containers/);
    expect(found(['istio-proxy'])).toMatch(/runs istio\/proxyv2:1\.20 in container istio-proxy.*not an image of this/);
  });
});
