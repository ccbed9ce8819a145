import { z } from 'zod';

/** A path of names with slashes between them, in which `{service}` may stand: nothing that leads elsewhere. */
function path(atLeast: number, example: string) {
  const segment = String.raw`(?!\.{1,2}(?:/|$))(?:[A-Za-z0-9._~-]|\{service\})+`;
  return z
    .string()
    .regex(new RegExp(`^${segment}(?:/${segment}){${atLeast},9}/?$`), `expected a path such as ${example}`);
}

export const repository = path(1, 'acme/{service}').meta({
  description: 'The repository, with its owner or group; `{service}` stands for the name of the service.',
  examples: ['acme/checkout', 'acme/{service}'],
});

export const tag = z
  .string()
  .max(200)
  .regex(
    /^[A-Za-z0-9._/+{}-]*\{version\}[A-Za-z0-9._/+{}-]*$/,
    'expected a name with {version} in it, such as v{version}',
  )
  .default('v{version}')
  .meta({
    description:
      'The git tag of a version whose image names no commit by the label `org.opencontainers.image.revision`; with `{version}`, and `{service}` where one repository has several.',
  });

export const migrations = z
  .array(path(0, 'db/migrations'), { error: 'expected a list of folders, such as [db/migrations]' })
  .max(20)
  .default(['db/migrate', 'db/migrations', 'migrations', 'prisma/migrations'])
  .meta({ description: 'Folders, or files, of migrations: what a version changes in them is told by name.' });

export const people = z
  .record(
    z.string().min(1).max(254),
    z.string().regex(/^[UW][A-Z0-9]+$/, 'expected a Slack user id, such as U012AB3CD'),
  )
  .default({})
  .meta({
    description:
      'Slack user ids by account name or e-mail address of authors: who is mentioned when their code goes to a protected environment.',
  });
