import { z } from 'zod';
import { durationPattern, factorPattern, parseDuration, parseFactor, parsePercent, percentPattern } from './units.ts';

/** Optional member with its text for the reference and, where it has one, the built-in default as it would be written. */
export function field<T extends z.ZodType>(schema: T, description: string, builtIn?: unknown) {
  return schema.optional().meta(builtIn === undefined ? { description } : { description, default: builtIn });
}

function quantity(pattern: RegExp, parse: (text: string) => number | null, expected: string, example: string) {
  return z
    .string({ error: expected })
    .regex(pattern, { error: expected, abort: true })
    .meta({ examples: [example] })
    .transform((text, context) => {
      const value = parse(text);
      if (value !== null) return value;
      context.addIssue({ code: 'custom', message: expected });
      return z.NEVER;
    });
}

/** `90s`, `2m`, `1h30m` → ms. */
export const duration = quantity(durationPattern, parseDuration, 'expected a duration such as 90s, 2m or 1h30m', '2m');

/** A duration that is not 0 → ms. */
export const someTime = duration.refine((ms) => ms > 0, { error: 'expected a duration above 0, such as 90s' });

/** `1%` → ratio 0 to 1. */
export const ratio = quantity(percentPattern, parsePercent, 'expected a percentage such as 1% or 0.5%', '1%').transform(
  (percent) => percent / 100,
);

/** `2x` → 2. */
export const factor = quantity(factorPattern, parseFactor, 'expected a factor such as 2x or 1.5x', '2x');

/** `5` or `5%` → 5 (percent, 1 to 100). */
function shareOf(what: string) {
  const error = `expected a share of ${what} from 1 to 100, such as 5 or 5%`;
  return z.union([
    z.number({ error }).min(1, { error }).max(100, { error }),
    quantity(percentPattern, parsePercent, error, '5%').refine((percent) => percent >= 1, { error }),
  ]);
}

export const trafficShare = shareOf('the traffic');
export const requestShare = shareOf('the requests');
export const podShare = shareOf("stable's pods");

/** Names of services, environments, strategies and clusters: what can be typed in a command without quotes. */
export const name = z
  .string()
  .regex(/^(?=.*[a-z])[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, {
    error: 'a name has lower-case letters, digits and "-" only, and at least one letter',
  })
  .max(63, { error: 'a name has at most 63 characters' });

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const dnsName = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/** Name of a Kubernetes object. */
export const objectName = z
  .string({ error: 'expected the name of a Kubernetes object' })
  .regex(dnsName, { error: 'is not a name that Kubernetes allows (lower-case letters, digits, "-" and ".")' })
  .max(253, { error: 'is longer than the 253 characters that Kubernetes allows' });

/** Name of a namespace, container or Kubernetes Service. */
export const label = z
  .string({ error: 'expected a Kubernetes name' })
  .regex(dnsLabel, { error: 'is not a name that Kubernetes allows here (lower-case letters, digits and "-")' })
  .max(63, { error: 'is longer than the 63 characters that Kubernetes allows here' });

/** `#releases`, `releases` or a channel id → without the #. */
export const channel = z
  .string({ error: "expected a channel such as '#releases' (in quotes, since YAML takes a bare # for a comment)" })
  .regex(/^#?[^\s#<>@&,|]{1,80}$/, { error: "expected a channel such as '#releases'" })
  .transform((text) => text.replace(/^#/, ''));

const userIdPattern = /^[UW][A-Z0-9]{2,}$/;
const handlePattern = /^@?[a-z0-9][a-z0-9._-]*$/;

/** Handle of a Slack user group → without the @. */
export const group = z
  .string({ error: 'expected the handle of a Slack user group, such as payments-leads' })
  .regex(handlePattern, { error: 'expected the handle of a Slack user group, such as payments-leads' })
  .transform((text) => text.replace(/^@/, ''));

/** Slack user id. */
export const user = z.string({ error: 'expected a Slack user id, such as U012AB3CD' }).regex(userIdPattern, {
  error: 'expected a Slack user id, such as U012AB3CD (in Slack: profile, ⋮, Copy member ID)',
});

/** Handle of a user group (→ with the @) or a user id. */
export const mention = z
  .string({ error: "expected a user group such as '@payments-leads', or a user id" })
  .refine((text) => userIdPattern.test(text) || handlePattern.test(text), {
    error: "expected a user group such as '@payments-leads', or a user id such as U012AB3CD",
  })
  .transform((text) => (userIdPattern.test(text) || text.startsWith('@') ? text : `@${text}`));

const repositoryPattern =
  /^(?:(?:[a-z0-9]|[a-z0-9][-a-z0-9.]*[a-z0-9]|\[[0-9a-f:]+\])(?::\d{1,5})?\/)?[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*$/;

/** Image repository without tag or digest. */
export const repository = z
  .string({ error: 'expected an image repository such as registry.example/checkout' })
  .regex(repositoryPattern, {
    error: 'expected an image repository without tag or digest, such as registry.example/checkout',
  });

/** What a link template may name. */
export const linkFields = ['service', 'environment', 'place', 'from', 'to', 'fromCommit', 'toCommit'] as const;

/** URL template; only its path, query and fragment may have fields, so that a request never chooses the host. */
export const link = z.string({ error: 'expected a URL template' }).superRefine((text, context) => {
  if (!/^https?:\/\/[^\s/{}]+(?:[/?#]\S*)?$/.test(text)) {
    context.addIssue({ code: 'custom', message: 'expected an http(s) address; {fields} may stand after the host' });
    return;
  }
  for (const [, used] of text.matchAll(/\{([^{}]*)\}/g)) {
    if (linkFields.some((known) => known === used)) continue;
    const known = linkFields.map((each) => `{${each}}`).join(', ');
    context.addIssue({ code: 'custom', message: `unknown field {${used}}; known: ${known}` });
  }
});
