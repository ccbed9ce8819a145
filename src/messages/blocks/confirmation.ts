import type { Plan } from '../../domain/plan.ts';
import { clip, tidy } from '../../words/escape.ts';
import { hasTraffic } from '../../words/traffic.ts';
import { bold, lines, say, type Words } from '../../words/words.ts';
import { type Confirm, confirm } from './blocks.ts';

/** What a dangerous button would do, and where: short enough that a dialog of Slack's shows all of it. */
export interface Subject {
  service: string;
  environment: string;
  /** The version that runs, and the one that is released. */
  from: string;
  to: string;
  /** What changes, where that is not one version: "3 services". */
  change?: string;
  /** False for a service that only runs pods. */
  traffic: boolean;
}

/** What is asked. The question must be plain by itself: a phone shows little more than the title. */
export interface Question {
  /** E.g. "Promote search 1.9.1 in production now?" */
  title: string;
  /** What will happen. */
  words: Words;
  /** The button that does it. */
  yes: string;
  style?: 'primary' | 'danger';
}

/** Names are cut after this many characters: four of them and a sentence fit into the 300 of a dialog. */
const longest = { service: 30, environment: 20, version: 24 };

export function subjectOf(plan: Plan): Subject {
  const { target, from, to } = plan;
  const { service, environment } = target;
  const change = plan.train?.kind === 'set' ? { change: to.version } : {};
  return { service, environment, from: from.version, to: to.version, ...change, traffic: hasTraffic(plan) };
}

/** The dialog before a dangerous button is taken for pressed: it always says of what, from which version to which, and where. */
export function confirmation(subject: Subject, ask: (subject: Subject) => Question): Confirm {
  const { title, words, yes, style } = question(subject, ask);
  return confirm(title, words, yes, style);
}

/** The same question, for a message. */
export function question(full: Subject, ask: (subject: Subject) => Question): Question {
  const subject = {
    service: short(full.service, longest.service),
    environment: short(full.environment, longest.environment),
    from: short(full.from, longest.version),
    to: short(full.to, longest.version),
    ...(full.change === undefined ? {} : { change: short(full.change, longest.version) }),
    traffic: full.traffic,
  };
  const asked = ask(subject);
  return { ...asked, words: lines(heading(subject), asked.words) };
}

/** "*checkout* 2.4.0 → 2.4.1 in production". */
function heading({ service, environment, from, to, change = `${from} → ${to}` }: Subject): Words {
  return say`${bold(service)} ${change} in ${environment}`;
}

function short(name: string, max: number): string {
  return clip(tidy(name), max);
}
