import type { Plan } from '../../domain/plan.ts';
import { clip } from '../../words/escape.ts';
import { planLines } from '../../words/steps.ts';
import { headingOf, podsInWords, routeInWords, timesInWords, versionsIn, wayInWords, waysIn } from './picture-words.ts';
import { answeredByNew, stretchesOf } from './stretches.ts';
import { trainPicture } from './train-picture.ts';
import { versionPicture } from './version-picture.ts';

/** A picture, and the same in words for those who cannot see it. */
export interface PlanPicture {
  /** 360 px wide, in type that reads on a phone, in the colours of light and dark pages. */
  svg: string;
  alt: string;
}

/** Longer descriptions help nobody who listens. */
const longestAlt = 600;

/**
 * What a plan does, as a picture: who answers the requests, which pods run, what is watched, and what going back would mean
 * at each point. Drawn from the steps and nothing else. Pure.
 */
export function planPicture(plan: Plan): PlanPicture {
  const alt = inWords(plan);
  return { alt, svg: plan.train ? trainPicture(plan, alt) : versionPicture(plan, alt) };
}

function inWords(plan: Plan): string {
  const { from, to } = versionsIn(plan);
  const heading = plan.train ? headingOf(plan) : `${headingOf(plan)}, from ${from} to ${to}`;
  const told = plan.train ? planLines(plan).map(({ what }) => what.plain) : stretchesInWords(plan);
  const all = `${[heading, ...told].join('. ')}.`;
  return clip(all, longestAlt);
}

function stretchesInWords(plan: Plan): string[] {
  const stretches = stretchesOf(plan);
  const { to } = versionsIn(plan);
  const shares = stretches.flatMap(({ before, after }) => [before, after]).map(answeredByNew);
  const grown = shares.filter((each, index) => index === 0 || each !== shares[index - 1]);
  const said = grown.map((each) => (each === null ? 'down' : `${Math.round(each)} %`)).join(' → ');
  const routes = (['mirror', 'match'] as const).flatMap((kind) => routeInWords(plan, kind, stretches) ?? []);
  return [
    ...(plan.flag ? [] : [`${to} answers ${said}`]),
    ...routes.map((route) => `It also gets ${route}`),
    ...(plan.flag ? [] : [podsInWords(stretches)]),
    ...timesInWords(stretches),
    `The way back: ${waysIn(stretches)
      .map((way) => wayInWords(way, plan, stretches))
      .join('; then ')}`,
  ];
}
