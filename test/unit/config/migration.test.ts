import { describe, expect, it } from 'vitest';
import { targetOf } from '../../../src/config/catalogue.ts';
import { expectOneProblem, minute, more, read } from './catalogue-text.ts';

const of = (written: string, environment = 'staging', ...lines: string[]) =>
  targetOf(read(more(`    migration: ${written}`, ...lines)), 'checkout', environment).migration;

describe('`migration` in the catalogue', () => {
  it('is kept with what each phase runs, and is not there where none is written', () => {
    const work = { job: null, image: null, deadlineMs: 10 * minute };
    expect(of('{ dryRun: { command: [bin/print] }, expand: { command: [bin/migrate, up] } }')).toEqual({
      database: 'checkout',
      destructive: 'ask',
      dryRun: { ...work, command: ['bin/print'] },
      expand: { ...work, command: ['bin/migrate', 'up'] },
    });
    expect(targetOf(read(more()), 'checkout', 'staging')).not.toHaveProperty('migration');
  });

  it('gives each phase what it says for all, where that says nothing itself', () => {
    const written = `{ database: orders, job: tool, container: main, image: tool:4, deadline: 2m, destructive: allow,
      backup: { job: dump }, expand: { deadline: 1h }, undo: { image: 'tool:3', restores: true } }`;
    const shared = { container: 'main', command: [] };
    expect(of(written)).toEqual({
      database: 'orders',
      destructive: 'allow',
      backup: { ...shared, job: 'dump', image: 'tool:4', deadlineMs: 2 * minute },
      expand: { ...shared, job: 'tool', image: 'tool:4', deadlineMs: 60 * minute },
      undo: { ...shared, job: 'tool', image: 'tool:3', deadlineMs: 2 * minute, restores: true, afterFailure: false },
    });
  });

  it('may be backed up, and put back, by another service', () => {
    const webhook = `{ url: 'https://backups.example/sluice', timeout: 5s, secret: BACKUP_KEY,
      headers: { authorization: { env: BACKUP_TOKEN, prefix: 'Bearer ' }, x-team: { env: TEAM } } }`;
    const written = `{ job: tool, deadline: 2m, destructive: allow, backup: { webhook: ${webhook}, deadline: 1h }, expand: {},
      undo: { webhook: { url: 'http://backups.shop:8080/' }, afterFailure: true } }`;
    expect(of(written)).toMatchObject({
      backup: {
        webhook: {
          url: 'https://backups.example/sluice',
          headers: { authorization: { env: 'BACKUP_TOKEN', prefix: 'Bearer ' }, 'x-team': { env: 'TEAM', prefix: '' } },
          secret: 'BACKUP_KEY',
          timeoutMs: 5000,
        },
        deadlineMs: 60 * minute,
      },
      undo: {
        webhook: { url: 'http://backups.shop:8080/', headers: {}, secret: null, timeoutMs: 10_000 },
        deadlineMs: 2 * minute,
        restores: true,
        afterFailure: true,
      },
    });
  });

  it('has the dry run before the approval where it says so, and one of the contract', () => {
    const written = `{ dryRun: { command: [bin/print], before: approval }, expand: { command: [bin/migrate] },
      contract: { command: [bin/drop], dryRun: { command: [bin/print, drop], deadline: 2m } } }`;
    const work = { job: null, image: null, deadlineMs: 10 * minute };
    expect(of(written)).toMatchObject({
      dryRunAhead: { ...work, command: ['bin/print'] },
      dryRun: { ...work, command: ['bin/print'] },
      contractDryRun: { ...work, command: ['bin/print', 'drop'], deadlineMs: 2 * minute },
      contract: { ...work, command: ['bin/drop'] },
    });
    const dryRunAt = (when: string) => `{ dryRun: { command: [a], before: ${when} }, expand: { command: [b] } }`;
    expect(of(dryRunAt('expand'))).not.toHaveProperty('dryRunAhead');
    expect(of(dryRunAt('expand'))).not.toHaveProperty('contractDryRun');
  });

  it('is replaced, or turned off, where the service differs in an environment', () => {
    const written = '{ destructive: allow, expand: { command: [a] } }';
    const here = (there: string) => of(written, 'staging', `    environments: { staging: { migration: ${there} } }`);
    expect(here('none')).toBeUndefined();
    expect(here('{ destructive: allow, expand: { command: [b] } }')).toMatchObject({ expand: { command: ['b'] } });
  });

  it.each([
    [
      'no dry run',
      '{ expand: { command: [a] } }',
      /migration: without dryRun nobody can tell .* say destructive: allow/,
    ],
    ['no expand', '{ destructive: allow }', /migration.expand: /],
    [
      'no such moment',
      '{ dryRun: { command: [a], before: request }, expand: { command: [a] } }',
      /migration.dryRun.before: /,
    ],
    [
      'nothing to run before the contract',
      '{ destructive: allow, expand: { command: [a] }, contract: { command: [b], dryRun: {} } }',
      /migration.contract.dryRun: name its command, or a job/,
    ],
    ['nothing to run', '{ destructive: allow, expand: {} }', /migration.expand: name its command, or a job/],
    [
      'no backup to restore',
      '{ destructive: allow, expand: { command: [a] }, undo: { command: [b], restores: true } }',
      /migration.undo.restores: there is no backup to put back: name backup/,
    ],
    ...[
      ['file:///etc/passwd', 'another scheme'],
      ['https://sluice:s3cret@backups.example/', 'a password in the address'],
      ['backups.example', 'no scheme'],
    ].map(([url, what]): [string, string, RegExp] => [
      what ?? '',
      `{ destructive: allow, expand: { command: [a] }, backup: { webhook: { url: '${url}' } } }`,
      /backup.webhook.url: expected an address such as https:.*, without a user or a password/,
    ]),
    [
      'a webhook beside a Job',
      "{ destructive: allow, expand: { command: [a] }, backup: { webhook: { url: 'https://b.example' }, command: [b] } }",
      /migration.backup.command: it is done by webhook, which runs no Job: leave command or webhook out/,
    ],
    [
      'a webhook that would put back nobody knows what',
      "{ destructive: allow, expand: { command: [a] }, backup: { command: [b] }, undo: { webhook: { url: 'https://b.example' } } }",
      /migration.undo.webhook: it is told which backup to put back: name backup with a webhook/,
    ],
    [
      'a webhook that restores nothing',
      "{ destructive: allow, expand: { command: [a] }, backup: { webhook: { url: 'https://b.example' } }, undo: { webhook: { url: 'https://b.example' }, restores: false } }",
      /migration.undo.restores: a webhook always puts the backup back/,
    ],
    [
      'a webhook of a phase that has none',
      "{ destructive: allow, expand: { webhook: { url: 'https://b.example' } } }",
      /unknown key 'webhook'/,
    ],
    [
      'a request that takes longer than one may',
      "{ destructive: allow, expand: { command: [a] }, backup: { webhook: { url: 'https://b.example', timeout: 5m } } }",
      /backup.webhook.timeout: at most 30s/,
    ],
    [
      'a secret in the catalogue',
      "{ destructive: allow, expand: { command: [a] }, backup: { webhook: { url: 'https://b.example', secret: 's3cret value' } } }",
      /backup.webhook.secret: expected the name of an environment variable/,
    ],
    [
      'a command in one text',
      '{ destructive: allow, expand: { command: bin/migrate up } }',
      /expand.command: expected the command as a list/,
    ],
    ['a number in a command', '{ destructive: allow, expand: { command: [goto, 41] } }', /put numbers in quotes/],
    [
      'an unknown phase',
      '{ destructive: allow, expand: { command: [a] }, shrink: { command: [b] } }',
      /unknown key 'shrink'/,
    ],
    [
      'a soak that keeps others waiting',
      '{ destructive: allow, expand: { command: [a] }, contract: { command: [b], after: 2d } }',
      /contract.after: at most 24h/,
    ],
    [
      'an unknown policy',
      '{ destructive: never, expand: { command: [a] } }',
      /migration.destructive: unknown 'never'; known: /,
    ],
  ])('one line for %s', (_, written, expected) => expectOneProblem(more(`    migration: ${written}`), expected));
});
