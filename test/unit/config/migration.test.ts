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
    ['nothing to run', '{ destructive: allow, expand: {} }', /migration.expand: name its command, or a job/],
    [
      'no backup to restore',
      '{ destructive: allow, expand: { command: [a] }, undo: { command: [b], restores: true } }',
      /migration.undo.restores: there is no backup to put back: name backup/,
    ],
    [
      'a command in one text',
      '{ destructive: allow, expand: { command: bin/migrate up } }',
      /expand.command: expected the command as a list/,
    ],
    ['a number in a command', '{ destructive: allow, expand: { command: [goto, 41] } }', /put numbers in quotes/],
    [
      'an unknown phase',
      '{ destructive: allow, expand: { command: [a] }, contract: { command: [b] } }',
      /unknown key 'contract'/,
    ],
    [
      'an unknown policy',
      '{ destructive: never, expand: { command: [a] } }',
      /migration.destructive: unknown 'never'; known: /,
    ],
  ])('one line for %s', (_, written, expected) => expectOneProblem(more(`    migration: ${written}`), expected));
});
