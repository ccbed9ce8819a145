import { describe, expect, it } from 'vitest';
import { clusters } from './clusters.ts';
import { translated } from './envoy.ts';
import { expectCounted, expectShares, writtenIn } from './expectations.ts';
import { byWeights } from './shares.ts';
import { trafficStage } from './world.ts';

const problems: string[] = [];
const envoy = translated((problem) => problems.push(problem));

const whole = '{ kind: istio, virtualService: checkout }';
const subsets = '{ kind: istio, virtualService: checkout, mode: subsets, destinationRule: checkout }';
const cases = clusters.flatMap(([name, cluster]) => [
  { name: `two hosts, on ${name}`, cluster, traffic: whole },
  { name: `subsets, on ${name}`, cluster, traffic: subsets },
]);

describe.each(cases)('canaries through Envoy by the weights of a VirtualService, $name', ({ cluster, traffic }) => {
  const edit = (catalogue: string) => catalogue.replace(whole, traffic);
  const play = trafficStage({ service: 'checkout', cluster, proxy: envoy, sources: byWeights('checkout'), edit });

  it('divides the requests as the weights say, and loses none', async () => {
    const played = await play('2.4.1');
    expect(played.report).toContain('SUCCESS');
    expectCounted(played);
    expectShares(played, [5, 25, 50, 100]);
    expect(problems).toEqual([]);
  });

  it('takes all requests back from a version that fails some, and loses none', async () => {
    const played = await play('2.5.0');
    expect(played.report).toContain('ROLLBACK');
    expectShares(played, writtenIn(played));
  });
});
