import { parseArgs } from 'node:util';
import { ack } from './ack.ts';
import { blueGreen } from './blue-green.ts';
import { click } from './click.ts';
import { failure } from './failure.ts';
import { flag } from './flag.ts';
import { mixed } from './mixed.ts';
import { start } from './start.ts';
import type { Bench, Row } from './stats.ts';
import { storm } from './storm.ts';
import { machine, tables } from './table.ts';
import { train } from './train.ts';

const benches: Readonly<Record<string, Bench>> = {
  ack,
  click,
  failure,
  'blue-green': blueGreen,
  flag,
  start,
  storm,
  mixed,
  train,
};
const help = `npm run bench                     measures everything (some minutes) and prints a table
npm run bench -- --quick          fewer runs
npm run bench -- --unleash real   flags on a real Unleash, where the tests have fetched it
npm run bench -- --only click     one of: ${Object.keys(benches).join(', ')}`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    unleash: { type: 'string', default: 'small' },
    only: { type: 'string', multiple: true },
    help: { type: 'boolean', default: false },
  },
});

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

if (values.help) say(help);
else {
  const rows: Row[] = [];
  for (const [name, bench] of Object.entries(benches)) {
    if (values.only && !values.only.includes(name)) continue;
    try {
      rows.push(...(await bench({ quick: values.quick, realUnleash: values.unleash === 'real', say })));
    } catch (error) {
      say(`${name}: not measured: ${error instanceof Error ? error.stack : error}`);
    }
  }
  process.stdout.write(`${tables(rows)}\n\n${machine()}\n`);
  process.exit(0);
}
