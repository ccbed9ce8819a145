import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { workloadKinds } from '../../../src/workloads/index.ts';
import { kindOf } from '../../../src/workloads/of-target.ts';

/** What only a kind's own file knows. A report's title says the word in another sense. */
const ownWords = /\bDeployment\b(?! report)|\bdeployments?\b[,/']|\bReplicaSet|\breplicasets\b|apps\/v1\b/;
/** The reference for those who write a catalogue, in the words of its users; and what else may stand in a namespace. */
const reference =
  /^src\/(config\/(strategy-)?schema|strategies\/(ab-test|blue-green|canary|dark-launch|rolling))\.ts$|^src\/preflight\//;

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');

describe('the kinds of workload', () => {
  it('are the files of their folder', () => {
    const others = ['index', 'of-target', 'workload'];
    const files = globSync('src/workloads/*.ts').map((file) => file.replace(/^.*\/(.*)\.ts$/, '$1'));
    expect(files.filter((name) => !others.includes(name)).sort()).toEqual(Object.keys(workloadKinds).sort());
  });

  it('are named nowhere else', () => {
    const files = globSync('{src,app,jobs,commands}/**/*.ts').filter((file) => !file.startsWith('src/workloads/'));
    expect(files.length).toBeGreaterThan(300);
    const naming = files.filter((file) => ownWords.test(withoutComments(readFileSync(file, 'utf8'))));
    expect(naming.filter((file) => !reference.test(file))).toEqual([]);
    expect(ownWords.test("{ apiVersion: 'apps/v1', kind: 'Deployment' }")).toBe(true);
  });

  it.each(Object.entries(workloadKinds))('%s says what kubectl calls it, and what it must be allowed to', (_, kind) => {
    expect(kind.word).toBe(kind.kind.toLowerCase());
    expect(kind.permissions.map(({ resource }) => resource)).toContain(`${kind.word}s`);
  });

  it('are Deployments in targets that name none, those of older logs among them', () => {
    expect(kindOf({ workload: { name: 'checkout' } })).toMatchObject({ apiVersion: 'apps/v1', kind: 'Deployment' });
  });

  it.each(Object.entries(workloadKinds))('%s is found by its name in the record', (name, kind) => {
    expect(kindOf({ workload: { kind: name, name: 'checkout' } })).toBe(kind);
  });

  it.each(['statefulset', 'toString', ''])('never takes the workload of an unknown kind %j for a known one', (kind) => {
    expect(() => kindOf({ workload: { kind, name: 'checkout' } })).toThrow(/knows no workload .*it knows deployment/);
  });
});
