import { waitFor } from '../world/bus.ts';
import type { Message, View } from '../world/model.ts';
import { modalsOf } from '../world/views.ts';
import { maySee, type World } from '../world/world.ts';

const WAIT_MS = 5_000;
const any = () => true;

/** What a person can wait to see. Each gives a copy, and rejects after its time in ms, saying what was there. */
export function waiting(world: World, id: string) {
  const sees = ({ channel: channelId }: Message) => {
    const channel = world.channels.get(channelId);
    return channel !== undefined && maySee(channel, id);
  };
  const own = () => world.ephemerals.filter(({ ephemeralTo }) => ephemeralTo === id);
  return {
    waitForMessage: (predicate: (message: Message) => boolean, timeoutMs = WAIT_MS) =>
      waitForMessage(world, (message) => sees(message) && predicate(message), timeoutMs),
    waitForEphemeral: (predicate: (message: Message) => boolean = any, timeoutMs = WAIT_MS) =>
      waitFor(
        world.bus,
        () => copy(own().find(predicate)),
        `an ephemeral message for ${id}`,
        timeoutMs,
        () => texts(own()),
      ),
    waitForModal: (predicate: (view: View) => boolean = any, timeoutMs = WAIT_MS) =>
      waitFor(
        world.bus,
        () => copy([...modalsOf(world, id)].reverse().find(predicate)),
        `a modal of ${id}`,
        timeoutMs,
        () => JSON.stringify(modalsOf(world, id).map(({ body }) => body['title'])),
      ),
    waitForHome: (predicate: (view: View) => boolean = any, timeoutMs = WAIT_MS) =>
      waitFor(
        world.bus,
        () => copy([world.homes.get(id)].find((home) => home !== undefined && predicate(home))),
        `a home tab of ${id}`,
        timeoutMs,
        () => JSON.stringify(world.homes.get(id)?.blocks ?? null),
      ),
  };
}

/** The first message in any channel for which the predicate holds, now or within the time. */
export function waitForMessage(
  world: World,
  predicate: (message: Message) => boolean,
  timeoutMs = WAIT_MS,
): Promise<Message> {
  const all = () => [...world.messages.values()].flat();
  return waitFor(
    world.bus,
    () => copy(all().find(predicate)),
    'a message',
    timeoutMs,
    () => texts(all()),
  );
}

/** What is handed out does not change under a test's hands. */
function copy<T>(value: T | undefined): T | undefined {
  return value === undefined ? undefined : structuredClone(value);
}

function texts(messages: Message[]): string {
  return JSON.stringify(messages.slice(-10).map(({ text }) => text));
}
