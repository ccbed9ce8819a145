import { createCatalogueReader } from '../../src/config/load.ts';
import { renderProblems } from '../../src/config/problems.ts';
import { catalogueFile, extent } from './catalogue-file.ts';
import { type Command, exit } from './command.ts';

export const validate: Command = {
  usage: '[file]',
  summary: 'checks a catalogue and lists everything wrong with it',
  options: {},
  words: { min: 0, max: 1 },
  async run({ io, providers }, { words }) {
    const path = words[0] ?? catalogueFile(io.env);
    const loaded = await createCatalogueReader(providers).load(path);
    if (loaded.kind === 'valid') {
      io.out(`${path}: ok, ${extent(loaded.catalogue)}`);
      return exit.ok;
    }
    const count = loaded.problems.length;
    io.err(`${renderProblems(loaded.problems)}\n${path}: ${count} ${count === 1 ? 'problem' : 'problems'}`);
    return exit.wrong;
  },
};
