import { describe, expect, it } from 'vitest';
import { KubeError } from '../../../src/platform/kube.ts';
import { meaningOf } from '../../../src/preflight/admission.ts';
import { draft } from '../../../src/requests/draft.ts';
import { createRequestWorld, wants } from '../../support/request-world.ts';

const kinds = { 400: 'invalid', 403: 'forbidden', 404: 'not-found', 409: 'conflict', 422: 'invalid' } as const;
const failure = (status: number, message: string) =>
  new KubeError(kinds[status as 400] ?? 'server', `create Deployment shop/checkout-candidate: ${message}`, status);

describe('what a refused dry run means', () => {
  it.each([
    [403, 'admission webhook "labels.example" denied the request: label team is missing', 'refused'],
    [500, 'admission webhook "labels.example" denied the request: label team is missing', 'refused'],
    [422, "ValidatingAdmissionPolicy 'a' with binding 'b' denied request: no", 'refused'],
    [422, 'Deployment.apps "checkout-candidate" is invalid: spec.replicas: Invalid value: -1', 'refused'],
    [403, 'pods "a" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true', 'refused'],
    [403, 'pods "a" is forbidden: error looking up service account shop/checkout: not found', 'refused'],
    [
      403,
      'deployments.apps is forbidden: User "sluice" cannot create resource "deployments" in API group',
      'forbidden',
    ],
    [
      400,
      'HTTPRoute in version "v1" cannot be handled as a HTTPRoute: strict decoding error: unknown field "spec.a"',
      'refused',
    ],
    [400, 'admission webhook "audit.example" does not support dry run', 'no-dry-run'],
    [500, 'Internal error occurred: failed calling webhook "a": failed to call webhook: EOF', 'webhook-fails'],
    [409, 'deployments.apps "checkout-candidate" already exists', 'exists'],
    [409, 'Operation cannot be fulfilled on deployments.apps "checkout"', 'unanswered'],
    [401, 'Unauthorized', 'unanswered'],
    [404, 'namespaces "shop" not found', 'unanswered'],
    [429, 'too many requests', 'unanswered'],
    [503, 'the server is currently unable to handle the request', 'unanswered'],
  ])('%i %s', (status, message, meaning) => {
    expect(meaningOf(failure(status, message))).toBe(meaning);
  });
});

describe('a request that the admission of its cluster would stop', () => {
  const denied = (said: string, name = 'checkout-candidate') => ({
    verb: 'dryRun' as const,
    name,
    error: failure(403, `admission webhook "labels.example" denied the request: ${said}`),
  });
  const noteOn = async (fault: ReturnType<typeof denied>) => {
    const { deps, kube } = await createRequestWorld();
    kube.fail(fault);
    return draft(deps, wants());
  };

  it('is refused at the plan, in words that are masked and bounded', async () => {
    const refused = await noteOn(denied(`password=hunter2 ${'x'.repeat(2000)}`));
    if (refused.kind !== 'refused' || refused.refusal.code !== 'workload-unfit') throw new Error('not refused');
    const [obstacle, ...more] = refused.refusal.obstacles;
    expect(more).toEqual([]);
    expect(obstacle?.detail).toMatch(/^The API server would not let Deployment checkout-candidate be made: /);
    expect(obstacle?.detail).not.toContain('hunter2');
    expect(obstacle?.detail.length).toBeLessThan(500);
    expect(obstacle?.remedy).toContain('sluice.dev/track=candidate');
  });

  it('is refused where the workload itself could not be changed', async () => {
    expect(await noteOn(denied('frozen', 'checkout'))).toMatchObject({
      refusal: { obstacles: [{ detail: expect.stringContaining('Deployment checkout be changed') }] },
    });
  });

  it.each([
    ['pods "a" is forbidden: no PriorityClass with name high was found', 'refused'],
    ['pods "a" is forbidden: error looking up service account shop/checkout: not found', 'refused'],
    ['Pod "a" is invalid: spec.containers[0].image: Required value', 'refused'],
    ['pods "a" is forbidden: violates PodSecurity "restricted:latest": x', 'drafted'],
    ['pods "a" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=4, limited: pods=4', 'drafted'],
  ])('goes by whether a controller could do what Sluice may not: %s', async (said, kind) => {
    const { deps, kube } = await createRequestWorld();
    kube.fail({ verb: 'dryRun', kind: 'Pod', times: 2, error: failure(403, said) });
    expect(await draft(deps, wants())).toMatchObject({ kind });
  });

  it('is planned with a note where a webhook cannot be asked', async () => {
    const error = failure(400, 'admission webhook "audit.example" does not support dry run');
    const drafted = await noteOn({ ...denied(''), error });
    expect(drafted.kind === 'drafted' && drafted.plan.notes).toEqual([
      expect.stringMatching(/can't be told: admission webhook "audit\.example" does not support dry run.*sideEffects/),
    ]);
  });
});
