import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDeploy } from '../../../commands/deploy/parse.ts';
import { requestUsages } from '../../../commands/deploy/request.ts';
import type { Subcommand } from '../../../commands/deploy/subcommand.ts';
import { subcommands } from '../../../commands/deploy/subcommands.ts';
import { deployWords } from '../../../src/domain/deploy-words.ts';

const isSubcommand = (value: unknown): value is Subcommand =>
  typeof value === 'object' && value !== null && 'read' in value && 'usage' in value;

/** Each subcommand that a file of the folder exports, by the file's name. */
async function inFolder(): Promise<[string, Subcommand][]> {
  const files = readdirSync('commands/deploy').map((file) => file.replace('.ts', ''));
  const found = await Promise.all(
    files.map(async (file) => {
      const module: object = await import(`../../../commands/deploy/${file}.ts`);
      return Object.values(module)
        .filter(isSubcommand)
        .map((each): [string, Subcommand] => [file, each]);
    }),
  );
  return found.flat();
}

describe('the subcommands', () => {
  it('are the files of their folder, each by its own name', async () => {
    const found = await inFolder();
    expect(found).toHaveLength(deployWords.length);
    expect(new Map(found)).toEqual(new Map(Object.entries(subcommands)));
  });

  it('stand in the order of the words', () => {
    expect(Object.keys(subcommands)).toEqual(deployWords);
  });

  it.each(deployWords)('%s is taken for no other, and shows an example of itself that is understood', (word) => {
    const { usage } = subcommands[word];
    const example = usage.replace('[service]', 'checkout');
    expect(parseDeploy(example, new Set(['checkout']))).toMatchObject({ kind: 'subcommand', word });
    expect(usage.split(' ')[0]).toBe(word);
  });

  it('are offered where a set is asked for like a service', () => {
    const ask = (text: string) => parseDeploy(text, new Set(['checkout']), ['shop-2024-11']);
    for (const rest of ['', ' to production', ' because the sale begins']) {
      const suggestion = `set shop-2024-11${rest}`;
      expect(ask(`shop-2024-11${rest}`)).toMatchObject({ kind: 'syntax', suggestion });
      expect(ask(suggestion)).toMatchObject({ kind: 'subcommand', word: 'set' });
    }
    expect(ask('shop-2024-11 2.4.1')).toMatchObject({ kind: 'syntax', suggestion: null });
    expect(ask('checkout 2.4.1')).toMatchObject({ kind: 'request' });
  });

  it('leave what is no word of theirs to a request, also where a service has a name like one', () => {
    const services = new Set(['checkout', 'lock']);
    expect(parseDeploy('lock 2.4.1', services)).toMatchObject({ kind: 'request', asked: { service: 'lock' } });
    expect(parseDeploy('lock checkout', new Set(['checkout']))).toMatchObject({ kind: 'syntax' });
    const [release] = requestUsages;
    expect(parseDeploy(release?.usage ?? '', services)).toMatchObject({ kind: 'request' });
  });
});
