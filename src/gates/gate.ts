import type { z } from 'zod';
import type { GateAnswer, GatePoint } from '../domain/gate.ts';
import type { Refusal } from '../domain/reasons.ts';
import type { Request } from '../domain/request.ts';
import type { Target } from '../domain/target.ts';
import type { Version } from '../domain/version.ts';
import { readStored } from '../providers/family.ts';
import { duration } from '../words/format.ts';
import type { GateDeps } from './world.ts';

/** What every gate is asked about. */
export interface GateSubject {
  request: Request;
  target: Target;
  from: Version;
  to: Version;
  /** Of a release that runs: what it would do next. */
  onward?: Onward;
}

/** Where a release that runs stands. */
export interface Onward {
  /** What comes next gives the new version to more users, or makes it the stable one. */
  widens: boolean;
  /** A person has promoted it. */
  byHand: boolean;
}

export interface GateAsk extends GateSubject {
  /** The new version serves already: only what speaks against it now counts, and no longer what it takes to begin. */
  underWay: boolean;
}

/** How long a gate's look may take (ms) where its record says nothing else. */
const usualDeadlineMs = 8000;

/** Facts, or why there are none. */
export type Seen<Facts> = { kind: 'seen'; facts: Facts } | { kind: 'unseen'; detail: string };

/** What speaks against it, with a refusal in words of its own, or without one, which tells the gate's detail and remedy. */
export type GateJudgement =
  | GateAnswer
  | { gate: string; answer: 'block' | 'needs-person'; label: string; detail: string };

/** What the catalogue may say of a gate, under `gates.<name>`. */
export interface GateSetting<Settings = unknown> {
  schema: z.ZodType<Settings>;
  /** For the reference. */
  description: string;
  /** As somebody would write it. */
  example: unknown;
}

/**
 * One condition. Looking (`facts`, I/O) is apart from deciding (`evaluate`, pure), so that every decision can be
 * tested with plain data.
 */
export interface Definition<Facts, Settings = null> {
  name: string;
  at: readonly GatePoint[];
  /** One that is about versions is not asked where a flag is released by itself, as no version changes then. */
  about: 'releases' | 'versions';
  /** True where it only keeps new code out, or back: then a version that comes back is not asked about. */
  newCodeOnly: boolean;
  /** A gate that has one is asked only where the catalogue sets it. */
  setting?: GateSetting<Settings>;
  /** Asked only where this holds; always where it is not said. */
  applies?(deps: GateDeps): boolean;
  /** How long its look may take (ms); what is not seen by then is unseen. 8 s where it is not said. */
  deadlineMs?: number;
  /** What the card says where its facts cannot be had: "staging cannot be looked at". */
  unseen(ask: GateAsk): string;
  /** What would make it pass, in a few words. */
  remedy(ask: GateAsk, settings: Settings): string;
  facts(deps: GateDeps, ask: GateAsk, settings: Settings): Promise<Facts>;
  evaluate(facts: Facts, ask: GateAsk, settings: Settings): GateJudgement;
}

/** A gate with its facts' type inside. */
export interface GateKind<Facts = unknown> {
  name: string;
  at: readonly GatePoint[];
  about: Definition<Facts>['about'];
  newCodeOnly: boolean;
  deadlineMs: number;
  /** Null for a gate that is always asked. */
  setting: GateSetting | null;
  applies(deps: GateDeps): boolean;
  /** Never rejects, and takes no longer than the deadline: what could not be looked at is unseen. */
  look(deps: GateDeps, ask: GateAsk): Promise<Seen<Facts>>;
  /** Total: without facts, and where a gate is broken, the answer is *unknown*. */
  answer(seen: Seen<Facts>, ask: GateAsk): GateAnswer;
  check(deps: GateDeps, ask: GateAsk): Promise<GateAnswer>;
}

export function gateKind<Facts, Settings = null>(definition: Definition<Facts, Settings>): GateKind<Facts> {
  const { name, at, about, deadlineMs = usualDeadlineMs, setting = null, applies = () => true } = definition;
  const late = { kind: 'unseen', detail: `the gate ${name} had no answer within ${duration(deadlineMs)}` } as const;
  const see = async (deps: GateDeps, ask: GateAsk): Promise<Seen<Facts>> => ({
    kind: 'seen',
    facts: await definition.facts(deps, ask, settingsOf(definition, ask)),
  });
  const look = async (deps: GateDeps, ask: GateAsk): Promise<Seen<Facts>> => {
    try {
      return await deps.within(deadlineMs, see(deps, ask), late);
    } catch (error) {
      return { kind: 'unseen', detail: wordsOf(error) };
    }
  };
  const answer = (seen: Seen<Facts>, ask: GateAsk): GateAnswer => {
    if (seen.kind === 'unseen') return unknown(name, definition.unseen(ask), seen.detail, ask);
    try {
      const settings = settingsOf(definition, ask);
      const said = definition.evaluate(seen.facts, ask, settings);
      return spokenAgainst(said) ? refusing(said, definition.remedy(ask, settings), ask) : said;
    } catch (error) {
      return unknown(name, definition.unseen(ask), `the gate ${name} failed (${wordsOf(error)})`, ask);
    }
  };
  return {
    name,
    at,
    about,
    newCodeOnly: definition.newCodeOnly,
    deadlineMs,
    setting,
    applies,
    look,
    answer,
    check: async (deps, ask) => answer(await look(deps, ask), ask),
  };
}

/** As the catalogue set it when the release was planned. @throws where this version cannot read that */
function settingsOf<Settings>(
  { name, setting }: Pick<Definition<unknown, Settings>, 'name' | 'setting'>,
  { target }: GateAsk,
): Settings {
  if (setting === undefined) return null as Settings;
  const read = readStored(setting.schema, target.gates?.[name]);
  if (read.success) return read.data;
  throw new Error(`this Sluice cannot read the settings of gate ${name}`);
}

type Against = Extract<GateJudgement, { answer: 'block' | 'needs-person' }>;

function spokenAgainst(said: GateJudgement): said is Against {
  return said.answer === 'block' || said.answer === 'needs-person';
}

/** What speaks against it with its remedy, and with a refusal that tells both where it has none in words of its own. */
function refusing(said: Against, remedy: string, ask: GateAsk): GateAnswer {
  const { detail } = said;
  const plain = { code: 'gate-blocked' as const, ...wanted(ask), detail, remedy };
  return { refusal: plain, ...said, remedy };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** @param label short, for the card: "runs in staging" */
export function pass(gate: string, label: string): GateAnswer {
  return { gate, answer: 'pass', label };
}

/** It goes on only where a person says so. @param detail as for `block` */
export function needsPerson(gate: string, label: string, detail: string, refusal?: Refusal): GateJudgement {
  return { gate, answer: 'needs-person', label, detail, ...(refusal && { refusal }) };
}

/**
 * @param detail a sentence for the log, without a full stop; plain text
 * @param refusal in words of its own; without one, people read the detail and the gate's remedy
 */
export function block(gate: string, label: string, detail: string, refusal?: Refusal): GateJudgement {
  return { gate, answer: 'block', label, detail, ...(refusal && { refusal }) };
}

/** @param why in the words of what could not be looked at */
export function unknown(gate: string, label: string, why: string, ask: GateAsk): GateAnswer {
  const detail = `${label}: ${why}`;
  return { gate, answer: 'unknown', label, detail, refusal: { code: 'gate-unknown', ...wanted(ask), detail } };
}

/** What was asked for, for a refusal. */
export function wanted({ target, to }: Pick<GateAsk, 'target' | 'to'>) {
  return { service: target.service, environment: target.environment, version: to.version };
}
