import { controlNames } from '../../domain/controls/index.ts';
import type { Refusal } from '../../domain/reasons.ts';
import type { OutsiderKind } from '../../domain/standing.ts';
import { date } from '../../words/format.ts';
import { linkable, mention } from '../../words/people.ts';
import { because } from '../../words/sentences.ts';
import { bold, nothing, say, toWords, type Words } from '../../words/words.ts';
import { buttons } from '../buttons/index.ts';
import type { View } from '../card/parts.ts';
import { approversFact, fact, type Offer, oneWord, type Tellings, tell } from './telling.ts';

/** A click or command that does not count, and why. */
export const decisionRefusals: Tellings<
  | 'not-an-approver'
  | 'self-approval'
  | 'already-decided'
  | 'already-approved'
  | 'plan-changed'
  | 'not-live'
  | 'set-aside'
  | 'not-possible-now'
  | 'not-allowed'
  | 'outsider'
  | 'person-unknown'
> = {
  'not-an-approver': (refused, view) =>
    tell(say`You can't approve ${number(refused)}: it needs ${approversFact(refused, view)}.`),
  'self-approval': (refused, view) =>
    tell(say`You can't approve ${number(refused)} because you asked for it: it needs ${approversFact(refused, view)}.`),
  'already-decided': (refused) => tell(alreadyDecided(refused)),
  'already-approved': (refused) => tell(say`You have approved ${number(refused)} already; it counts once.`),
  'plan-changed': (refused) =>
    tell(
      say`${number(refused)} is no longer the plan that you saw. Look at its card again, then decide.`,
      status(refused),
    ),
  'not-live': (refused) =>
    tell(say`${number(refused)}${serviceOf(refused)} is over: it ${ended(refused.facts['outcome'])}.`, status(refused)),
  'set-aside': (refused) =>
    tell(
      refused.facts['why'] === 'newer'
        ? say`${number(refused)} was started by a newer Sluice than the one that heard you, which leaves it alone. Please try again in a moment.`
        : say`${number(refused)} is set aside: its log cannot be read. Nothing was changed; the channel of its service says what to do.`,
    ),
  'not-possible-now': (refused) =>
    tell(
      say`That is not possible for ${number(refused)}${serviceOf(refused)} now${stateOf(refused)}.`,
      status(refused),
    ),
  'not-allowed': (refused, view) =>
    tell(
      say`You can't ${whatOf(refused)} ${number(refused)}${serviceOf(refused)}: ${neededFor(refused, view)}.${open(refused)}`,
    ),
  outsider: (refused) =>
    tell(say`I answer only to full members of this workspace, and ${outsideOf(refused)}. Nothing was changed.`),
  'person-unknown': (refused) =>
    tell(
      say`I can't tell who you are just now${because(refused.facts['detail'] ?? '')}. Nothing was changed; please try again in a moment.`,
    ),
};

/** Why Sluice does not listen to them. */
const outsiders: Record<OutsiderKind, string> = {
  guest: 'Slack says that you are a guest',
  bot: 'Slack says that you are a bot',
  deactivated: 'Slack says that your account is deactivated',
  'other-workspace': 'Slack says that you belong to another one',
  'not-here': 'Slack does not know you there',
};

/** In words that follow a comma and “and”. */
export function outsideOf({ facts }: Refusal): string {
  return outsiders[facts['why'] as OutsiderKind] ?? 'Slack says that you are not one of them';
}

/** Who may. A rollback under way is ended by those who could have approved it, not by whoever asked for it. */
function neededFor(refused: Refusal, view: View): Words {
  const who = approversFact(refused, view);
  if (refused.facts['needs'] === 'approver') return say`it goes back, and stopping that needs ${who}`;
  return say`it needs ${who}, or whoever asked for it`;
}

/** What is open to all while a release goes forward. */
function open({ facts }: Refusal): Words {
  const closed = facts['what'] === 'abort' || facts['needs'] === 'approver' || facts['direction'] === 'back';
  return closed ? nothing : say` Anybody may pause it or roll it back.`;
}

function number(refused: Refusal): Words {
  return bold(`#${fact(refused, 'number')}`);
}

/** " (checkout in production)", where it is known. */
function serviceOf({ facts }: Refusal): Words {
  const { service, environment } = facts;
  return service ? say` (${service}${environment ? say` in ${environment}` : nothing})` : nothing;
}

function alreadyDecided(refused: Refusal): Words {
  const { outcome = '', by = '', at = '' } = refused.facts;
  const who = by === '' ? nothing : say` by ${linkable(by) ? mention({ id: by, name: by }) : toWords(by)}`;
  const when = Number(at) > 0 ? say` ${date(Number(at))}` : nothing;
  return say`${number(refused)} ${decided(outcome)}${who}${when}.`;
}

function decided(outcome: string): string {
  switch (outcome) {
    case 'approved':
    case 'rejected':
    case 'withdrawn':
      return `was ${outcome}`;
    case 'running':
      return 'was approved and is running';
    default:
      return ended(outcome);
  }
}

/** What became of a release, in words that follow "it". */
function ended(outcome: string | undefined): string {
  switch (outcome) {
    case 'succeeded':
      return 'was released';
    case 'rolled-back':
    case 'rolling-back':
      return 'was rolled back';
    case 'rejected':
    case 'withdrawn':
      return `was ${outcome}`;
    case 'expired':
      return 'expired, because nobody approved it in time';
    case 'handed-over':
      return 'could not be rolled back, and somebody sees to it by hand';
    default:
      return 'has been decided';
  }
}

function whatOf({ facts }: Refusal): string {
  const what = controlNames.find((name) => name === facts['what']);
  return what ? buttons[what].cannot : 'change';
}

/** ": it is paused", in the words of the card. */
function stateOf({ facts }: Refusal): Words {
  const states: Record<string, string> = {
    hold: 'it waits for a person to say how it goes on',
    paused: 'it is paused',
    running: 'it is running',
    'rolling-back': 'it is rolling back',
    'awaiting-approval': 'it waits for approval',
  };
  return because(states[facts['state'] ?? ''] ?? facts['detail'] ?? '');
}

function status({ facts }: Refusal): Offer[] {
  const { service = '', number: no = '' } = facts;
  const word = oneWord(service) ? service : no;
  return oneWord(word) ? [{ label: 'See how it stands', command: `status ${word}` }] : [];
}
