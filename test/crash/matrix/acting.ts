import { setTimeout as delay } from 'node:timers/promises';
import type { Message } from '../../../sandbox/slack/index.ts';
import type { LogFeed } from '../log-feed.ts';
import type { Stage } from './stage.ts';

const patienceMs = 180_000;
/** How long a person waits for something to happen before trying again. */
const shrugMs = 3000;

type Event = Parameters<LogFeed['waitFor']>[0];

export interface Person {
  type(text: string): Promise<void>;
  /** Presses a button of the release's card, once it is there. */
  press(button: string): Promise<void>;
  /** Fills in the form that has opened, and sends it. */
  fillIn(fields: Record<string, string>): Promise<void>;
}

/** What people do in a story. */
export interface Acting extends Steering {
  /** The same with another release than the first. */
  with(id: string): Steering;
}

interface Steering {
  reached(event: Event): Promise<unknown>;
  /** Does it, and again, as people do, until the log says that it counted. */
  insist(counted: Event, act: (person: (id: string) => Person) => Promise<void>): Promise<void>;
}

export function actingOn(stage: Stage): Acting {
  return { ...steering(stage, stage.log), with: (id) => steering(stage, stage.logOf(id)) };
}

function steering({ world }: Stage, log: LogFeed): Steering {
  const person = (id: string): Person => {
    const driver = world.slack.as(id);
    return {
      type: async (text) => void (await driver.command('releases', text)),
      async press(button) {
        const shows = ({ blocks, attachments }: Message) =>
          JSON.stringify([blocks, attachments]).includes(`"action_id":"${button}"`);
        await driver.click(await world.slack.waitForMessage(shows, patienceMs), button);
      },
      async fillIn(fields) {
        const modal = await driver.waitForModal(undefined, shrugMs);
        driver.fill(modal, fields);
        await driver.submit(modal);
      },
    };
  };
  return {
    reached: (event) => log.waitFor(event, patienceMs),
    async insist(counted, act) {
      const until = Date.now() + patienceMs;
      let over = false;
      const done = log.waitFor(counted, patienceMs).finally(() => {
        over = true;
      });
      done.catch(() => undefined);
      while (!over && Date.now() < until) {
        await Promise.race([world.slack.waitForBots(1, patienceMs), done]);
        if (over) break;
        // A button that has gone, a form that does not open: the bot died, or it counted the first time.
        await Promise.race([act(person).catch(() => undefined), done]);
        await Promise.race([delay(shrugMs), done]);
      }
      await done;
    },
  };
}
