import { globSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { signalKinds, signalNames } from '../../../src/analysis/signals/index.ts';

/** What the signals share. */
const shared = ['index.ts', 'of-target.ts', 'signal.ts', 'units.ts'];

const family = /^src\/analysis\/signals\//;

/** Where a signal's name is a stored spelling (limits of targets before the list), or a setting of a source. */
const spelledForEver = [
  'src/domain/target.ts',
  'src/providers/metrics/kinds/scrape.ts',
  'src/providers/metrics/prom-templates.ts',
];

/** Comments may give examples of what people read. */
const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');

/**
 * `errors` is a word for other things too, so only as a text that stands by itself, or begins one that is said; `_latency_`
 * is a part of metrics' names.
 */
const spelled = new RegExp(
  [
    ...signalNames.map((name) => `(?<!response_action: )['"\`]${name}\\b`),
    ...signalNames.filter((name) => /\d/.test(name)).map((name) => `\\b${name}\\b`),
    '(?<!_)[Ll]atenc(y|ies)',
    'errorRatio',
    'ErrorRatio',
    '[Ee]rror rate',
  ].join('|'),
);

const names = (text: string) => spelled.test(code(text));

describe('the folder of signals', () => {
  it('has one file for each signal of the record, and nothing else', () => {
    const files = signalNames.map((name) => `${name}.ts`);
    expect(readdirSync('src/analysis/signals').sort()).toEqual([...files, ...shared].sort());
  });

  it('gives each a setting of its own', () => {
    const keys = Object.values(signalKinds).map(({ setting }) => setting.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('every other room', () => {
  it('names no signal', () => {
    const files = globSync('{src,commands,jobs,app}/**/*.ts').filter((file) => !family.test(file));
    expect(files.length).toBeGreaterThan(300);
    const naming = files.filter((file) => names(readFileSync(file, 'utf8')));
    expect(naming.sort()).toEqual(spelledForEver);
  });

  it.each([
    `if (finding.metric === 'p99') return;`,
    `const measures = ["errors"];`,
    `say\`p99 \${shown}\``,
    `say\`errors \${shown}\``,
    'say`Error rate`',
    `const { p99 } = totals;`,
    `target.analysis.maxErrorRatio`,
    `target.analysis.maxLatencyFactor`,
    `readonly latency: string;`,
  ])('would be noticed by %s', (text) => {
    expect(names(text)).toBe(true);
  });
});
