import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type GateAnswer, gatePoints, gateResultSchema, recorded } from '../../../src/domain/gate.ts';
import { jsonSchema } from '../../../src/domain/json.ts';
import { asksAt, createGates } from '../../../src/gates/ask.ts';
import { block, type GateAsk, type GateKind, gateKind, pass } from '../../../src/gates/gate.ts';
import { gateKinds } from '../../../src/gates/index.ts';
import { gateWorld, gateWorldWhere } from '../../support/gate-deps.ts';
import { mika } from '../../support/people.ts';
import { exampleTarget } from '../../support/release-plan.ts';
import { exampleRequest } from '../../support/request.ts';

const folder = join(import.meta.dirname, '../../../src/gates');
const to = { version: '2.4.1', image: 'r/app:2.4.1@sha256:b' };
const from = { version: '2.4.0', image: 'r/app:2.4.0@sha256:a' };
const about = (change: Partial<GateAsk> = {}): GateAsk => ({
  request: exampleRequest(),
  target: exampleTarget({ requires: 'staging', gates: allSet }),
  from,
  to,
  underWay: false,
  ...change,
});

/** A world in which nothing can be looked at. */
const dark = gateWorldWhere(() => Promise.reject(new Error('timeout after 5 s')));
/** A world in which nothing ever answers. */
const silent = gateWorldWhere(() => new Promise<never>(() => undefined));
const lit = gateWorld({
  running: async () => ({ kind: 'image', image: to.image }),
  groupMembers: async () => [mika.id],
});
/** As if the catalogue set every gate that it can set. */
const allSet = Object.fromEntries(
  gateKinds.flatMap(({ name, setting }) =>
    setting === null ? [] : [[name, jsonSchema.parse(setting.schema.parse(setting.example))]],
  ),
);

/** The gates that the folder has, by the names of their files. */
async function gatesInFolder(): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file !== 'index.ts');
  const found = files.map(async (file) => {
    const exported: Record<string, unknown> = await import(join(folder, file));
    const is = Object.values(exported).some((each) => typeof each === 'object' && each !== null && 'check' in each);
    return is ? [file.replace(/\.ts$/, '')] : [];
  });
  return (await Promise.all(found)).flat();
}

describe('the record of gates', () => {
  it('lists every gate of the folder, each by the name of its file', async () => {
    const listed = gateKinds.map(({ name }) => name);
    expect([...listed].sort()).toEqual((await gatesInFolder()).sort());
    expect(new Set(listed).size).toBe(listed.length);
  });

  it('asks each gate at its own points only, and once where several points fall together', async () => {
    const gates = createGates(lit);
    for (const point of gatePoints) {
      const names = gateKinds.filter(({ at }) => at.some((each) => each === point)).map(({ name }) => name);
      expect((await gates.ask([point], about())).map(({ gate }) => gate)).toEqual(names);
      expect(asksAt([point])).toBe(names.length > 0);
    }
    const both = gateKinds.filter(({ at }) => at.some((each) => each === 'approval' || each === 'start'));
    expect((await gates.ask(['approval', 'start'], about())).map(({ gate }) => gate)).toEqual(
      both.map(({ name }) => name),
    );
  });

  it('asks a gate that the catalogue can set only where it is set', async () => {
    const { gates: _, ...target } = about().target;
    const asked = await createGates(lit).ask(['request'], about({ target }));
    const always = gateKinds.filter(({ at, setting }) => setting === null && at.some((each) => each === 'request'));
    expect(asked.map(({ gate }) => gate)).toEqual(always.map(({ name }) => name));
  });

  it('does not ask of a version that comes back what only keeps new code out', async () => {
    const request = exampleRequest({ backwards: true });
    for (const point of gatePoints) {
      const kept = gateKinds.filter(({ at, newCodeOnly }) => !newCodeOnly && at.some((each) => each === point));
      const asked = await createGates(lit).ask([point], about({ request }));
      expect(asked.map(({ gate }) => gate)).toEqual(kept.map(({ name }) => name));
    }
    expect(gateKinds.filter(({ newCodeOnly }) => !newCodeOnly).map(({ name }) => name)).toEqual([
      'different',
      'approvers',
    ]);
  });

  it('cannot tell of a gate that only another version has', async () => {
    const target = exampleTarget({ requires: 'staging', gates: { tides: { from: 'low' } } });
    for (const point of gatePoints) {
      const answers = await createGates(lit).ask([point], about({ target }));
      expect(answers.find(({ gate }) => gate === 'tides')).toMatchObject({ answer: 'unknown', code: 'gate-unknown' });
    }
  });
});

describe('a gate that is broken', () => {
  const broken = () => {
    throw new Error('no such field');
  };
  const sound = {
    name: 'friday',
    at: ['step'],
    about: 'releases',
    newCodeOnly: false,
    unseen: () => 'the day cannot be told',
    remedy: () => 'wait',
    facts: async () => null,
    evaluate: () => block('friday', 'Friday', 'it is Friday', { code: 'unknown-release', named: '#1' }),
  } as const;

  it.each([{ evaluate: broken }, { remedy: broken }, { facts: broken }])(
    'is unknown, and stops nobody from asking: %o',
    async (part) => {
      const answer = await gateKind<null>({ ...sound, ...part }).check(lit, about());
      expect(answer).toMatchObject({ gate: 'friday', answer: 'unknown', label: 'the day cannot be told' });
      expect(answer).toMatchObject({ detail: expect.stringContaining('no such field') });
    },
  );

  it('harms nobody with an answer, or an error, that comes after its deadline', async () => {
    const rejections: unknown[] = [];
    const heard = (error: unknown) => void rejections.push(error);
    process.on('unhandledRejection', heard);
    const { promise, reject } = Promise.withResolvers<null>();
    const gate = gateKind<null>({
      ...sound,
      deadlineMs: 1,
      facts: () => promise,
      evaluate: () => pass('friday', 'no'),
    });
    expect(await gate.check(lit, about())).toMatchObject({ answer: 'unknown' });
    reject(new Error('too late'));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', heard);
    expect(rejections).toEqual([]);
  });
});

afterEach(() => void vi.useRealTimers());

describe.each(gateKinds.map((gate) => [gate.name, gate as unknown as GateKind] as const))('%s', (name, gate) => {
  const cases = [
    about(),
    about({ to: from }),
    about({ from: to, to: from }),
    about({ request: exampleRequest({ backwards: true }) }),
    about({ target: exampleTarget({ requires: null, gates: allSet }) }),
    about({ underWay: true }),
  ];

  it('is asked with the request at least, so that nobody waits for what may not be', () => {
    expect(gate.at).toContain('request');
  });

  it.runIf(gate.setting !== null)(
    'keeps what the catalogue says as it can read it again, and says so where it cannot',
    async () => {
      const { schema, example } = gate.setting ?? {};
      const kept = schema?.parse(example);
      expect(schema?.parse(jsonSchema.parse(kept))).toEqual(kept);
      const target = exampleTarget({ gates: { [name]: 'of another version' } });
      const answer = await gate.check(lit, about({ target }));
      expect(answer).toMatchObject({ answer: 'unknown', detail: expect.stringContaining(name) });
    },
  );

  it('is unknown where its facts could not be had, whatever it is asked about', () => {
    for (const ask of cases) {
      const answer = gate.answer({ kind: 'unseen', detail: 'timeout after 5 s' }, ask);
      const { service, environment } = ask.target;
      expect(answer).toMatchObject({
        gate: name,
        answer: 'unknown',
        detail: expect.stringContaining('timeout after 5 s'),
        refusal: { code: 'gate-unknown', service, environment, version: ask.to.version },
      });
      expect(answer.label).not.toBe('');
    }
  });

  it('has looked, or cannot tell, by its own deadline, which it is named with', async () => {
    vi.useFakeTimers();
    for (const ask of cases) {
      let answer: GateAnswer | null = null;
      void gate.check(silent, ask).then((said) => {
        answer = said;
      });
      await vi.advanceTimersByTimeAsync(gate.deadlineMs - 1);
      const early = answer !== null;
      await vi.advanceTimersByTimeAsync(1);
      const late = { answer: 'unknown', detail: expect.stringContaining(`the gate ${name} had no answer within`) };
      expect(answer).toMatchObject(early ? { gate: name } : late);
    }
    expect(gate.deadlineMs).toBeLessThanOrEqual(30_000);
  });

  it('looks without rejecting, answers with a reason, and says what would change it', async () => {
    for (const ask of cases)
      for (const deps of [dark, lit]) {
        const answer = await gate.check(deps, ask);
        expect(answer.gate).toBe(name);
        expect(answer.label).not.toBe('');
        expect(gateResultSchema.parse(recorded(answer))).toEqual(recorded(answer));
        if (answer.answer === 'pass') continue;
        expect(recorded(answer)).toMatchObject({ code: answer.refusal.code, detail: expect.stringMatching(/\S/) });
        if (answer.answer === 'block') expect(answer.remedy).toMatch(/\S/);
      }
  });
});
