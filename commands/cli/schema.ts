import { catalogueJsonSchema } from '../../src/config/reference.ts';
import { type Command, exit } from './command.ts';

export const schema: Command = {
  usage: '',
  summary: 'prints the JSON Schema of the catalogue, for editors',
  options: {},
  words: { min: 0, max: 0 },
  async run({ io, providers }) {
    io.out(JSON.stringify(catalogueJsonSchema(providers), null, 2));
    return exit.ok;
  },
};
