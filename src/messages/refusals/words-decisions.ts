import type { Ending } from '../../domain/ab-test.ts';
import type { RefusalFacts, RefusalOf } from '../../domain/reasons.ts';
import type { OutsiderKind } from '../../domain/standing.ts';
import { because } from '../../words/because.ts';
import { date } from '../../words/format.ts';
import { bold, nothing, say, type Words } from '../../words/words.ts';
import { buttons } from '../buttons/index.ts';
import type { View } from '../card/parts.ts';
import { anyApprover, byPerson, type Offer, oneWord, type Tellings, tell } from './telling.ts';

/** A click or command that does not count, and why. */
export const decisionRefusals: Tellings<
  | 'not-an-approver'
  | 'self-approval'
  | 'already-decided'
  | 'already-approved'
  | 'plan-changed'
  | 'plan-overtaken'
  | 'dry-run-unseen'
  | 'not-live'
  | 'quarantined'
  | 'not-possible-now'
  | 'not-allowed'
  | 'outsider'
  | 'person-unknown'
> = {
  'not-an-approver': ({ number, approvers }, view) =>
    tell(say`You can't approve ${the(number)}: it needs ${anyApprover(approvers, view)}.`),
  'self-approval': ({ number, approvers }, view) =>
    tell(say`You can't approve ${the(number)} because you requested it: it needs ${anyApprover(approvers, view)}.`),
  'already-decided': ({ number, outcome, by, at }) => {
    const who = by === null ? nothing : byPerson(by);
    const when = at === null ? nothing : say` ${date(at)}`;
    return tell(say`${the(number)} ${outcome === 'approved' ? 'was approved' : endedWords[outcome]}${who}${when}.`);
  },
  'already-approved': ({ number }) => tell(say`You've already approved ${the(number)}; that counts once.`),
  'plan-changed': ({ number }) =>
    tell(say`${the(number)} is no longer the plan you saw. Look at its card again, then decide.`, [
      status(number, null),
    ]),
  'plan-overtaken': ({ number, detail, next }) => {
    const what = say`${the(number)} wasn't started, and nothing was changed: ${detail}.`;
    if (next === null) return tell(say`${what} Ask for it again to see what would happen now.`);
    return tell(say`${what} ${the(next)} has the plan as it would be now: look at its card, then decide.`);
  },
  'dry-run-unseen': ({ number }) =>
    tell(
      say`The dry run of the migration of ${the(number)} has ended since the card you clicked was shown: data may be lost. Look at what its card lists now, then press Approve again.`,
      [status(number, null)],
    ),
  'not-live': ({ number, place, outcome }) =>
    tell(say`${the(number)}${inPlace(place)} is over: it ${endedWords[outcome]}.`, [status(number, place)]),
  quarantined: ({ number, why }) =>
    tell(
      why === 'newer'
        ? say`${the(number)} was started by a newer Sluice than the one that got your request, which leaves it alone. Please try again in a moment.`
        : say`${the(number)} is quarantined: its log can't be read. Nothing was changed; its service's channel says what to do.`,
    ),
  'not-possible-now': ({ number, place, state }) =>
    tell(say`That isn't possible for ${the(number)}${inPlace(place)} right now${because(state && states[state])}.`, [
      status(number, place),
    ]),
  'not-allowed': (refused, view) =>
    tell(
      say`You can't ${buttons[refused.what].cannot} ${the(refused.number)}${inPlace(refused)}: ${neededFor(refused, view)}.${open(refused)}`,
    ),
  outsider: ({ why }) =>
    tell(say`I answer only to full members of this workspace, and ${outsiders[why]}. Nothing was changed.`),
  'person-unknown': ({ detail }) =>
    tell(say`I can't tell who you are right now${because(detail)}. Nothing was changed; please try again in a moment.`),
};

/** Why Sluice does not listen to them, in words that follow a comma and “and”. */
export const outsiders: Record<OutsiderKind, string> = {
  guest: "Slack says you're a guest",
  bot: "Slack says you're a bot",
  deactivated: 'Slack says your account is deactivated',
  'other-workspace': 'Slack says you belong to another one',
  'not-here': "Slack doesn't know you there",
};

/** What became of a release, in words that follow "it". */
/** After the release's number. */
export const endedWords: Record<Ending, string> = {
  succeeded: 'was released',
  kept: 'is in, and what came after it was rolled back',
  'rolled-back': 'was rolled back',
  'a-stays': 'was an A/B test that ended with A',
  superseded: 'was superseded by a newer version',
  rejected: 'was rejected',
  withdrawn: 'was withdrawn',
  expired: 'expired, because nobody decided in time',
  'handed-over': "couldn't be rolled back, and is left to people",
};

type Steered = RefusalFacts['not-possible-now'];

/** How a release stands, in the words of the card. */
const states: Record<NonNullable<Steered['state']>, string> = {
  queued: "it's waiting for another release to end",
  hold: "it's waiting for a person to decide",
  paused: "it's paused",
  running: "it's running",
  'rolling-back': "it's rolling back",
  'test-over': 'its A/B test is over',
  'awaiting-approval': "it's waiting for approval",
};

/** Who may. A rollback under way is ended by those who could have approved it, not by whoever asked for it. */
function neededFor({ approvers, needs, own }: RefusalOf<'not-allowed'>, view: View): Words {
  const who = anyApprover(approvers, view);
  switch (needs) {
    case 'approver':
      return say`it's rolling back, and stopping that needs ${who}`;
    case 'gate-approver':
      return say`continuing anyway is an approval: it needs ${who}${own ? say` other than you, who requested it` : nothing}`;
    case 'concerned':
      return say`it needs ${who}, or whoever requested it`;
  }
}

/** What is open to all while a release goes forward. */
function open({ what, needs, direction }: RefusalOf<'not-allowed'>): Words {
  if (what === 'abort' || direction === 'back') return nothing;
  switch (needs) {
    case 'approver':
      return nothing;
    case 'gate-approver':
      return say` Anyone may roll it back.`;
    case 'concerned':
      return say` Anyone may pause it or roll it back.`;
  }
}

function the(number: number): Words {
  return bold(`#${number}`);
}

/** " (checkout in production)", where it is known. */
function inPlace(place: Steered['place']): Words {
  return place === null ? nothing : say` (${place.service} in ${place.environment})`;
}

function status(number: number, place: Steered['place']): Offer {
  return { label: 'See its status', command: `status ${place && oneWord(place.service) ? place.service : number}` };
}
