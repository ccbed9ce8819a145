import { z } from 'zod';
import { badRequest } from '../model/errors.ts';
import type { Dict } from '../model/types.ts';
import { type Attributes, isAllowed, type User } from './access.ts';

const text = z.string().optional().default('');

const accessSchema = z.object({
  spec: z.object({
    resourceAttributes: z
      .object({ namespace: text, verb: text, group: text, resource: text, subresource: text, name: text })
      .optional(),
    nonResourceAttributes: z.object({ path: text, verb: text }).optional(),
  }),
});

/** Answers a SelfSubjectAccessReview, SelfSubjectRulesReview or SelfSubjectReview. Throws 400 for a malformed question. */
export function answerReview(resource: string, user: User, body: unknown): Dict {
  switch (resource) {
    case 'selfsubjectaccessreviews':
      return accessReview(user, body);
    case 'selfsubjectrulesreviews':
      return rulesReview(user);
    default:
      return {
        kind: 'SelfSubjectReview',
        apiVersion: 'authentication.k8s.io/v1',
        metadata: {},
        status: { userInfo: { username: user.name, groups: [...user.groups] } },
      };
  }
}

function accessReview(user: User, body: unknown): Dict {
  const parsed = accessSchema.safeParse(body);
  const attributes = parsed.success ? attributesOf(parsed.data) : undefined;
  if (!parsed.success || attributes === undefined) {
    throw badRequest('exactly one of nonResourceAttributes or resourceAttributes must be specified');
  }
  const allowed = isAllowed(user.rules, attributes);
  const reason = allowed ? 'RBAC: allowed by the rules of the user' : '';
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec: parsed.data.spec,
    status: { allowed, ...(reason === '' ? {} : { reason }) },
  };
}

function attributesOf(review: z.infer<typeof accessSchema>): Attributes | undefined {
  const { resourceAttributes: asked, nonResourceAttributes: path } = review.spec;
  if (path !== undefined) return { kind: 'path', ...path };
  if (asked === undefined) return undefined;
  const resource = asked.subresource === '' ? asked.resource : `${asked.resource}/${asked.subresource}`;
  return {
    kind: 'resource',
    verb: asked.verb,
    group: asked.group,
    resource,
    namespace: asked.namespace,
    name: asked.name,
  };
}

function rulesReview(user: User): Dict {
  const resourceRules = user.rules
    .filter((rule) => rule.resources !== undefined)
    .map(({ verbs, apiGroups, resources, resourceNames }) => ({
      verbs,
      apiGroups: apiGroups ?? [''],
      resources,
      ...(resourceNames === undefined ? {} : { resourceNames }),
    }));
  const nonResourceRules = user.rules
    .filter((rule) => rule.nonResourceURLs !== undefined)
    .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs }));
  return {
    kind: 'SelfSubjectRulesReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec: {},
    status: { resourceRules, nonResourceRules, incomplete: false },
  };
}
