import { globSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kinds } from './every-action.ts';

/** What the kinds share. */
const shared = ['action.ts', 'facets.ts', 'index.ts', 'put-back.ts', 'stage.ts'];

/** Strategies make actions, steps do them. */
const family = /^src\/(actions|strategies|steps)\//;

/** `'workload.update'`; a kind of one word is a word for other things too, so only where it stands for a kind. */
function spelling(kind: string): RegExp {
  const quoted = `['"]${kind.replaceAll('.', '\\.')}['"]`;
  return new RegExp(kind.includes('.') ? quoted : `\\bkind\\b.{1,20}${quoted}`);
}

const spelled = (text: string) => kinds.filter((kind) => spelling(kind).test(text));

/** `kind.startsWith('workload.')` names kinds as well. */
const families = [...new Set(kinds.filter((kind) => kind.includes('.')).map((kind) => kind.replace(/\..*/, '')))];
const beginning = new RegExp(`['"](${families.join('|')})\\.['"]`);

const names = (text: string) => spelled(text).length > 0 || beginning.test(text);

describe('the folder of actions', () => {
  it('has one file for each kind of the record, and nothing else', () => {
    const files = kinds.map((kind) => `${kind.replaceAll('.', '-')}.ts`);
    expect(readdirSync('src/actions').sort()).toEqual([...files, ...shared].sort());
  });

  it.each(kinds)('%s stands in its own file, and in no other kind’s', (kind) => {
    const own = `src/actions/${kind.replaceAll('.', '-')}.ts`;
    expect(spelled(readFileSync(own, 'utf8'))).toEqual([kind]);
  });
});

describe('every other room', () => {
  it('names no kind of action', () => {
    const files = globSync('{src,commands,jobs,app,sandbox}/**/*.{ts,tsx}').filter((file) => !family.test(file));
    expect(files.length).toBeGreaterThan(300);
    const naming = files.filter((file) => names(readFileSync(file, 'utf8')));
    expect(naming).toEqual([]);
  });

  it.each([
    `if (action.kind === 'workload.update') return;`,
    `undo.some(({ kind }) => kind !== "bake")`,
    `const step = { kind: 'bake' as const };`,
    `action.kind.startsWith('workload.')`,
  ])('would be noticed by %s', (text) => {
    expect(names(text)).toBe(true);
  });
});
