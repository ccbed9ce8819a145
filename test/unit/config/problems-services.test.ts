import { describe, it } from 'vitest';
import { expectOneProblem, more, withLine } from './catalogue-text.ts';

describe('one mistake gets one line that says where, what, and what was probably meant', () => {
  it.each([
    [
      'a group that is no list',
      more('    approval: { groups: payments-leads }'),
      /approval.groups: expected a list of user groups, such as \[payments-leads\], not 'payments-leads'$/,
    ],
    [
      'a group that is no handle',
      more('    approval: { groups: [Payment Leads] }'),
      /approval.groups\[0\]: expected the handle of a Slack user group, such as payments-leads, not 'Payment Leads'$/,
    ],
    [
      'a user that is no id',
      more("    approval: { users: ['@mia'] }"),
      /approval.users\[0\]: expected a Slack user id, such as U012AB3CD .*not '@mia'$/,
    ],
    [
      'a yes that is no boolean',
      withLine(4, '  production: { protected: yes }'),
      /:4 environments.production.protected: expected true or false, not 'yes'$/,
    ],
    [
      'an image with a tag',
      withLine(7, '    image: registry.example/checkout:1.2'),
      /:7 services.checkout.image: expected an image repository without tag or digest/,
    ],
    ['no image', withLine(7), /:6 services.checkout.image: is missing$/],
    [
      'a channel that YAML takes for a comment',
      withLine(8, '    channel: #releases'),
      /:8 services.checkout.channel: is empty: YAML takes a bare # for a comment; write '#releases' in quotes$/,
    ],
    [
      'a protected environment where nobody is named who may approve',
      withLine(4, '  production: { protected: true }'),
      /:4 environments.production.protected: true, but a release of checkout to production may be approved by anyone: name approval.groups or approval.users$/,
    ],
    [
      'a protected environment that wants no approval',
      withLine(4, '  production: { protected: true, approval: { required: 0, groups: [leads] } }'),
      /:4 environments.production.protected: true, but a release of checkout to production needs no approval: say approval.required: 1 or more$/,
    ],
    [
      'a service that takes the approvers of a protected environment away',
      more('    approval: { groups: [] }'),
      /:4 environments.production.protected: true, but a release of checkout to production may be approved by anyone/,
    ],
    [
      'a service that wants no approval in a protected environment',
      more('    environments: { production: { approval: { required: 0 } } }'),
      /:4 environments.production.protected: true, but a release of checkout to production needs no approval/,
    ],
    [
      'a protected environment with fewer approvers than it wants',
      withLine(4, '  production: { protected: true, approval: { required: 2, users: [U012AB3CD, U012AB3CD] } }'),
      /:4 environments.production.protected: true, but a release of checkout to production needs 2 approvals, and only 1 may approve/,
    ],
    ['no channel', withLine(8), /:6 services.checkout: channel is missing: name one here or under defaults$/],
    [
      'an environment that is not there',
      more('    environments: { stagging: {} }'),
      /:9 services.checkout.environments.stagging: unknown environment 'stagging', did you mean 'staging'\? known: production, staging$/,
    ],
    [
      'a requirement that is not there',
      withLine(4, '  production: { requires: stagin }'),
      /:4 environments.production.requires: unknown environment 'stagin', did you mean 'staging'\? known: none, staging$/,
    ],
    [
      'a requirement that comes later',
      withLine(3, '  staging: { requires: production }'),
      /:3 environments.staging.requires: 'production' does not come before 'staging'/,
    ],
    [
      'a requirement that the service cannot meet',
      withLine(4, '  production: { requires: staging }').concat('\n    environments: { production: {} }'),
      /:9 services.checkout.environments.production: production requires staging, where this service does not run/,
    ],
    [
      'a cluster that is not there',
      withLine(3, '  staging: { cluster: mian }').concat('\nclusters: { main: {} }'),
      /:3 environments.staging.cluster: unknown cluster 'mian'.*known: in-cluster, main$/,
    ],
    [
      'no cluster where there are several',
      more('clusters: { a1: {}, b1: {} }'),
      /:3 environments.staging: cluster is missing; known: a1, b1, in-cluster$/,
    ],
    [
      'a service named like a command',
      more('  status: { image: a/b, channel: c }'),
      /:9 services.status: 'status' is a command of \/deploy/,
    ],
    [
      'a name that cannot be typed',
      more('  Check Out: { image: a/b, channel: c }'),
      /:9 services.Check Out: Check Out: a name has lower-case letters/,
    ],
    [
      'two services on one Deployment',
      more('  pay: { image: a/b, channel: c, workload: { name: checkout } }'),
      /:9 services.pay: is also released by checkout in staging: Deployment checkout in namespace staging of cluster in-cluster$/,
    ],
    [
      'a StatefulSet that would be released by a canary',
      more('  db: { image: a/b, channel: c, workload: { kind: StatefulSet } }'),
      /:9 services.db: in staging canary runs a copy of StatefulSet db beside it, and a second .*; use rolling, .*`strategy`/,
    ],
    [
      'a kind of workload that there is not',
      more('  db: { image: a/b, channel: c, strategy: rolling, workload: { kind: Statefulset } }'),
      /services.db.workload.kind: .*StatefulSet/,
    ],
    [
      'a link to a host that a request would choose',
      more("    links: { diff: 'https://{service}.example/' }"),
      /links.diff: expected an http\(s\) address; \{fields\} may stand after the host/,
    ],
    [
      'a link that is no link',
      more("    links: { logs: 'javascript:alert(1)' }"),
      /links.logs: expected an http\(s\) address/,
    ],
    [
      'a link with an unknown field',
      more("    links: { logs: 'https://a.example/{serivce}' }"),
      /links.logs: unknown field \{serivce\}; known: \{service\}, /,
    ],
  ])('%s', (_, text, expected) => expectOneProblem(text, expected));
});
