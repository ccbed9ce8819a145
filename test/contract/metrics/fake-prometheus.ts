import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MetricLine } from '../../../src/providers/metrics/openmetrics.ts';
import { parseExposition } from '../../support/exposition.ts';
import type { World } from './world.ts';

/** A server that answers the instant queries of the `http` template from the pods' pages, read at that moment. */
export async function fakePrometheus(worlds: readonly World[]): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '/', 'http://fake').searchParams.get('query') ?? '';
    void answer(worlds, query).then((body) => response.end(JSON.stringify(body)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(worlds: readonly World[], query: string): Promise<object> {
  const parts = /^(sum|max|avg) by \(([^)]*)\) \((timestamp\()?(\w+)\{(.*)\}( > 0)?\)*$/.exec(query);
  // Series do not go away here without their pod.
  if (query.includes(' offset ')) return { status: 'success', data: { resultType: 'vector', result: [] } };
  if (!parts) return { status: 'error', errorType: 'bad_data', error: `cannot read ${query}` };
  const [, how, by = '', stamp, name = '', inner = '', above] = parts;
  const matchers = [...inner.matchAll(/(\w+)(=~?)"((?:[^"\\]|\\.)*)"/g)].map(([, label = '', operator, text = '']) => {
    const value = JSON.parse(`"${text}"`);
    return (labels: Record<string, string>) =>
      operator === '=' ? labels[label] === value : new RegExp(`^(?:${value})$`).test(labels[label] ?? '');
  });
  const wanted = (pod: string) => new RegExp(`^(?:${/pod=~"([^"]*)"/.exec(inner)?.[1] ?? '.*'})$`).test(pod);
  const lines = (await allLines(worlds, wanted)).filter(
    ({ name: own, labels, value }) =>
      own === name && matchers.every((matches) => matches(labels)) && (above === undefined || value > 0),
  );
  const now = Date.now() / 1000;
  const groups = Map.groupBy(lines, ({ labels }) =>
    JSON.stringify(
      Object.fromEntries(by.split(', ').flatMap((label) => (labels[label] ? [[label, labels[label]]] : []))),
    ),
  );
  const result = [...groups].map(([labels, members]) => {
    const total = members.reduce((sum, line) => sum + line.value, 0);
    const value = stamp ? now : how === 'avg' ? total / members.length : total;
    return { metric: JSON.parse(labels), value: [now, String(value)] };
  });
  return { status: 'success', data: { resultType: 'vector', result } };
}

async function allLines(worlds: readonly World[], wanted: (pod: string) => boolean): Promise<MetricLine[]> {
  const pages = worlds.flatMap((world) => [...world.pages]).filter(([pod]) => wanted(pod));
  const read = pages.map(async ([pod, { address }]) => {
    try {
      const text = await (await fetch(`http://${address}/metrics`)).text();
      return parseExposition(text).map((line) => ({ ...line, labels: { ...line.labels, namespace: 'shop', pod } }));
    } catch {
      return [];
    }
  });
  return (await Promise.all(read)).flat();
}
