import { describe, it } from 'vitest';
import { expectOneProblem, more } from './catalogue-text.ts';

describe('one mistake gets one line that says where, what, and what was probably meant', () => {
  it.each([
    [
      'unknown kind',
      more('    strategy: { kind: canry }'),
      /^sluice.yaml:9 services.checkout.strategy.kind: unknown 'canry', did you mean 'canary'\? known: .*canary/,
    ],
    [
      'missing kind',
      more('    strategy: { bake: 2m }'),
      /^sluice.yaml:9 services.checkout.strategy.kind: is missing; known: .*canary/,
    ],
    [
      'unknown provider',
      more('    traffic: { kind: isto }'),
      /:9 services.checkout.traffic.kind: unknown 'isto', did you mean 'istio'\? known: .*istio/,
    ],
    [
      'missing provider setting',
      more('    traffic: { kind: istio }'),
      /:9 services.checkout.traffic.virtualService: is missing$/,
    ],
    [
      'unknown provider key',
      more('    traffic: { kind: istio, virtualService: a, virtualservice: b }'),
      /:9 .*unknown key 'virtualservice', did you mean 'virtualService'\? known: kind, mode, virtualService$/,
    ],
    [
      'unknown key in a schema that is not strict',
      more('    metrics:', '      kind: scrape', '      requests: { metrc: x, metric: x }'),
      /:11 services.checkout.metrics.requests.metrc: unknown key 'metrc', did you mean 'metric'\?/,
    ],
    [
      'unknown named strategy',
      more('    strategy: carefull'),
      /:9 services.checkout.strategy: unknown strategy 'carefull'; known: .*canary/,
    ],
    ['strategy of a wrong type', more('    strategy: 5'), /:9 services.checkout.strategy: expected a text, not '5'$/],
    [
      'shares that do not grow',
      more('    strategy:', '      kind: canary', '      steps:', '        - percent: 5', '        - percent: 5%'),
      /:13 services.checkout.strategy.steps\[1\].percent: expected more than the 5 of the step before, not '5%'$/,
    ],
    [
      'a share above 100',
      more('    strategy: { kind: canary, steps: [{ percent: 500 }] }'),
      /steps\[0\].percent: expected a share of the traffic from 1 to 100/,
    ],
    [
      'a duration without unit',
      more('    limits: { hold: 30 }'),
      /:9 services.checkout.limits.hold: expected a duration such as 90s, 2m or 1h30m, not '30'$/,
    ],
    [
      'a duration of zero',
      more('    limits: { hold: 0s }'),
      /limits.hold: expected a duration above 0, such as 90s, not '0s'$/,
    ],
    [
      'a bare number for a percentage',
      more('    analysis: { maxErrors: 1 }'),
      /analysis.maxErrors: expected a percentage such as 1% or 0.5%, not '1'$/,
    ],
    [
      'a percentage above 100',
      more('    analysis: { maxErrors: 200% }'),
      /analysis.maxErrors: expected a percentage such as 1% or 0.5%, not '200%'$/,
    ],
    [
      'an unknown judge',
      more('    analysis: { judge: base-line }'),
      /judge: unknown 'base-line', did you mean 'baseline'\? known: baseline, threshold$/,
    ],
    [
      'a cookie that no browser takes',
      more('    strategy: { kind: canary, sticky: { cookie: a b } }'),
      /:9 services.checkout.strategy.sticky.cookie: a cookie's name has letters, digits/,
    ],
    [
      'users who stay for less than the release takes',
      more('    strategy: { kind: canary, sticky: { cookie: a, for: 9m } }'),
      /:9 services.checkout.strategy.sticky.for: expected at least 10m, for which the release watches/,
    ],
    [
      'a share of an A/B test whose users do not stay',
      more('    strategy: { kind: ab-test, percent: 20 }'),
      /:9 services.checkout.strategy.percent: needs `sticky`: without it, each user would meet both/,
    ],
    [
      'bakes that are longer than the release may take',
      more('    strategy: { kind: rolling, bake: 5h }'),
      /:6 services.checkout: in staging the bake times add up to 5h, but limits.total is 4h$/,
    ],
  ])('%s', (_, text, expected) => expectOneProblem(text, expected));
});
