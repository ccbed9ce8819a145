import { givesTrafficBack, takesRouteBack, workloadChange } from '../../actions/facets.ts';
import { signalKinds } from '../../analysis/signals/index.ts';
import { signalsOf } from '../../analysis/signals/of-target.ts';
import { isTestOver } from '../../domain/ab-test.ts';
import type { EventOf } from '../../domain/events.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Release } from '../../domain/release.ts';
import { isKept } from '../../domain/release-state.ts';
import { onlyContract } from '../../words/contract.ts';
import { totals } from '../../words/figures.ts';
import { after } from '../../words/format.ts';
import { harmSentence } from '../../words/harm.ts';
import { featuresNow, flagNames, flagsBack, versionNow } from '../../words/kept.ts';
import { causeSentence } from '../../words/sentences.ts';
import { hasTraffic } from '../../words/traffic.ts';
import { trainEnd, trainReach } from '../../words/train.ts';
import { trainTitle } from '../../words/train-title.ts';
import { bold, join, lines, nothing, say, type Words } from '../../words/words.ts';
import { actions, type Message, section } from '../blocks/blocks.ts';
import { handedOver } from '../card/outcome.ts';
import { linkButtons, type View } from '../card/parts.ts';
import { loudnessOf } from './loudness.ts';
import { evidenceBlocks } from './pod-evidence.ts';
import type { Transition } from './transitions.ts';

/** The alert waits this long for the traffic to be back, so that it can say so. */
const patienceMs = 3000;

/**
 * What people are told about a rollback, or null while it is too early to tell.
 * @param later what came after the rollback began
 * @param now milliseconds since the epoch
 */
export function rollbackAlert(
  event: EventOf<'rollback.started'>,
  later: readonly Transition[],
  last: Release,
  now: number,
  view: View,
): Message | null {
  const back = usersBackAt(event, later);
  const ended = last.phase.kind === 'ended';
  // Its card and its report tell that; somebody must be called only where the new version can't be taken away.
  if (isTestOver(event.cause) && !(last.phase.kind === 'ended' && last.phase.outcome === 'handed-over')) return null;
  if (back === null && !ended && now - event.at < patienceMs) return null;
  const { plan } = last;
  if (plan.train) return trainAlert(event, last, view);
  if (isKept(last)) return keptAlert(event, last, view);
  const { state, done } = standing(event, back, last);
  const what = bold(`${plan.target.service} ${plan.to.version}`);
  const news = plan.rollback
    ? say`The rollback of ${bold(plan.target.service)} to ${plan.to.version} has failed and ${state} to ${plan.from.version}`
    : say`${what} ${state} to ${plan.from.version}`;
  const { mark, who, say: told } = loudnessOf(event.cause, last, view);
  const heading = say`${mark} ${news} · ${plan.target.environment} · ${who}`;
  const spoken = lines(heading, causeSentence(event.cause, plan), done);
  const links = actions(linkButtons(last, view, ['thread', 'dashboard', 'logs']));
  return told(spoken, [section(spoken), ...evidenceBlocks(last), ...links]);
}

/** What each environment has is told once the train is over. */
function trainAlert(event: EventOf<'rollback.started'>, last: Release, view: View): Message {
  const { plan, phase } = last;
  const state =
    phase.kind === 'ended'
      ? phase.outcome === 'handed-over'
        ? "couldn't be stopped"
        : 'was stopped'
      : 'is being stopped';
  const { mark, who, say: told } = loudnessOf(event.cause, last, view);
  const heading = say`${mark} ${bold(trainTitle(plan))} ${state} · ${who}`;
  const now = phase.kind === 'ended' ? trainEnd(last) : trainReach(last);
  const spoken = lines(heading, causeSentence(event.cause, plan), now);
  return told(spoken, [section(spoken), ...actions(linkButtons(last, view, ['thread']))]);
}

/** No version goes back: what is told is what has become of its features. */
function keptAlert(event: EventOf<'rollback.started'>, last: Release, view: View): Message {
  const { plan } = last;
  const { service, environment } = plan.target;
  const what = plan.flag ? service : `${service} ${plan.to.version}`;
  const { mark, who, say: told } = loudnessOf(event.cause, last, view);
  const heading = say`${mark} ${bold(what)}: ${keptState(event, last)} · ${environment} · ${who}`;
  const spoken = lines(heading, causeSentence(event.cause, plan), keptNow(event, last));
  const links = actions(linkButtons(last, view, ['thread', 'dashboard', 'logs']));
  return told(spoken, [section(spoken), ...evidenceBlocks(last), ...links]);
}

function keptState({ cause }: EventOf<'rollback.started'>, { phase, plan }: Release): Words {
  if (cause.code === 'contract-unknown') return say`nobody can tell whether its contract has run`;
  if (cause.code === 'replaced') return say`somebody has put another version in before its contract`;
  const names = flagNames(plan);
  if (onlyContract(plan)) return say`${names} went no further`;
  if (phase.kind !== 'ended') return say`${names} is being rolled back`;
  return phase.outcome === 'handed-over' ? say`${names} couldn't be rolled back` : say`${names} was rolled back`;
}

function keptNow(event: EventOf<'rollback.started'>, last: Release): Words {
  const { plan, phase } = last;
  const stays = plan.flag ? nothing : versionNow(last);
  if (phase.kind !== 'ended' && onlyContract(plan)) return say`${stays}.`;
  if (phase.kind !== 'ended') return say`Going back: ${flagsBack(plan)}.${plan.flag ? nothing : say` ${stays}.`}`;
  if (phase.outcome === 'handed-over') return handedOver(last, phase);
  return say`${featuresNow(last)} ${after(phase.at - event.at)}${plan.flag ? nothing : say`; ${stays}`}.`;
}

/** How far it has come: the verb for the heading, and the sentences under the reason. */
function standing(
  event: EventOf<'rollback.started'>,
  back: number | null,
  last: Release,
): { state: string; done: Words } {
  const { phase } = last;
  const traffic = trafficSentence(event, back, last);
  if (phase.kind !== 'ended') return { state: 'is being rolled back', done: join([traffic, stillSentence(last)], ' ') };
  if (phase.outcome === 'handed-over')
    return { state: "couldn't be rolled back", done: lines(back === null ? null : traffic, handedOver(last, phase)) };
  return { state: 'was rolled back', done: join([traffic, leftSentence(last)], ' ') };
}

/** Whose undoing brings the users back: the last of these, of the first kind there is. */
function decisiveUndo({ undo }: EventOf<'rollback.started'>): number {
  const routed = undo.findLastIndex(givesTrafficBack);
  if (routed >= 0) return routed;
  return undo.findLastIndex((action) => workloadChange(action) !== null);
}

/** When all users were back on the old version (ms since epoch), or null while some may not be. */
function usersBackAt(event: EventOf<'rollback.started'>, later: readonly Transition[]): number | null {
  const index = decisiveUndo(event);
  if (index < 0) return event.at;
  const done = later.find(({ event: each }) => each.type === 'undo.done' && each.index === index);
  return done?.event.at ?? null;
}

function trafficSentence(event: EventOf<'rollback.started'>, back: number | null, release: Release): Words {
  const { plan, measured } = release;
  const { from, to } = plan;
  if (!hasTraffic(plan)) return podsSentence(event, back, plan);
  if (decisiveUndo(event) < 0 && event.undo.some(takesRouteBack))
    return say`${to.version} had only got copies of requests; users stayed on ${from.version}.`;
  if (decisiveUndo(event) < 0) return say`No traffic had been sent to ${to.version}; users stayed on ${from.version}.`;
  if (back === null) return say`Traffic is on its way back to ${from.version}.`;
  const figures = totals(measured, 'candidate');
  const tolls = signalsOf(plan.target).flatMap(({ name }) => signalKinds[name].words.toll?.(figures, to.version) ?? []);
  const toll = figures.requests > 0 ? tolls.map((words) => say`; ${words}`) : [];
  const harm = harmSentence(release, back);
  return join([say`Traffic was back on ${from.version} ${after(back - event.at)}${join(toll, '')}.`, harm], ' ');
}

/** The same of a service that gets no traffic. */
function podsSentence(event: EventOf<'rollback.started'>, back: number | null, { from }: Plan): Words {
  if (decisiveUndo(event) < 0) return say`No pod of ${from.version} had been replaced.`;
  if (back === null) return say`Its pods are going back to ${from.version}.`;
  return say`Only ${from.version} was running again ${after(back - event.at)}.`;
}

function leftSentence({ plan }: Release): Words {
  return say`Nothing is left of ${plan.to.version}.`;
}

function stillSentence({ plan }: Release): Words {
  return say`What is left of ${plan.to.version} is being removed.`;
}
