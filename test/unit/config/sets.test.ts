import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cyclesOf, inOrderOfNeeds } from '../../../src/config/set-order.ts';
import { problemsOf, read } from './catalogue-text.ts';

const head = [
  'version: 1',
  'defaults: { channel: C1 }',
  'environments:',
  '  staging: {}',
  '  production: { protected: true, approval: { groups: [leads] } }',
  'services:',
];

function catalogue(services: readonly string[], ...sets: string[]): string {
  const named = sets.length > 0 ? ['sets:', ...sets.map((each) => `  ${each}`)] : [];
  return [...head, ...services.map((each) => `  ${each}`), ...named].join('\n');
}

const image = 'image: registry.example/app';
const web = `web: { ${image}, workload: { name: web }, needs: [checkout] }`;
const checkout = `checkout: { ${image}, workload: { name: checkout }, needs: [search] }`;
const search = `search: { ${image}, workload: { name: search } }`;
const mail = `mail: { ${image}, workload: { name: mail }, environments: { staging: {} } }`;
const shop = [web, checkout, search, mail];

const servicesOf = (text: string) => read(text).sets[0]?.services.map(({ service }) => service);

describe('a set of the catalogue', () => {
  it('is released in the order of what its services need, and otherwise as it is written', () => {
    const text = catalogue(shop, 'shop: { services: { mail: 1.0.0, web: 5.1.1, search: 1.9.1, checkout: 2.4.1 } }');
    expect(servicesOf(text)).toEqual(['mail', 'search', 'checkout', 'web']);
    expect(read(text).sets[0]).toMatchObject({ name: 'shop', environment: null, channel: null });
  });

  it('keeps that order where the service in between is not in it', () => {
    expect(servicesOf(catalogue(shop, 'shop: { services: { web: 5.1.1, search: 1.9.1 } }'))).toEqual(['search', 'web']);
  });

  it('says where it is released and told, if it likes', () => {
    const text = catalogue(shop, "shop: { services: { web: 5.1.1 }, environment: staging, channel: '#shop' }");
    expect(read(text).sets[0]).toMatchObject({ environment: 'staging', channel: 'shop' });
    expect(read(catalogue(shop)).sets).toEqual([]);
  });

  it.each([
    ['an unknown service', 'shop: { services: { serch: 1.0.0 } }', 'sets.shop.services.serch: unknown service', 12],
    ['a version that YAML takes for a number', 'shop: { services: { web: 2.10 } }', 'expected a version in quotes', 12],
    ['a version that no registry has', 'shop: { services: { web: "a b" } }', 'expected a version such as 2.4.1', 12],
    ['no service', 'shop: { services: {} }', 'name at least one service', 12],
    ['the name of a service', 'web: { services: { web: 1.0.0 } }', "'web' is a service: choose another name", 12],
    ['an unknown environment', 'shop: { services: { web: 1.0.0 }, environment: stagng }', "did you mean 'staging'", 12],
    [
      'an environment that one of its services is not in',
      'shop: { services: { web: 1.0.0, mail: 1.0.0 }, environment: production }',
      'sets.shop.environment: mail is not in production',
      12,
    ],
    ['a list of services', 'shop: { services: [web] }', 'sets.shop.services', 12],
  ])('is refused with %s, where it stands', (_what, set, message, line) => {
    const problems = problemsOf(catalogue(shop, set));
    expect(problems).toHaveLength(1);
    expect(problems[0]?.line).toBe(line);
    expect(`${problems[0]?.path}: ${problems[0]?.message}`).toContain(message);
  });

  it('has no more services than a card shows', () => {
    const many = Array.from({ length: 51 }, (_, index) => `s${index}`);
    const all = many.map((name) => `${name}: { ${image}, workload: { name: ${name} } }`);
    const set = `shop: { services: { ${many.map((name) => `${name}: 1.0.0`).join(', ')} } }`;
    expect(problemsOf(catalogue(all, set))).toMatchObject([{ message: 'a set has at most 50 services' }]);
  });
});

describe('what a service needs', () => {
  it('must be a service', () => {
    const problems = problemsOf(catalogue([search, `web: { ${image}, workload: { name: web }, needs: [serch] }`]));
    expect(problems).toMatchObject([{ path: 'services.web.needs[0]', line: 8 }]);
    expect(problems[0]?.message).toContain("did you mean 'search'");
  });

  it('may not lead back to it, and the need that closes the circle is named', () => {
    const circle = `search: { ${image}, workload: { name: search }, needs: [mail, web] }`;
    const problems = problemsOf(catalogue([web, checkout, circle, mail]));
    expect(problems).toMatchObject([{ path: 'services.search.needs[1]', line: 9 }]);
    expect(problems[0]?.message).toContain('web needs checkout needs search needs web');
    const itself = `web: { ${image}, workload: { name: web }, needs: [web] }`;
    expect(problemsOf(catalogue([itself]))[0]?.message).toContain('web needs web');
  });
});

/** Services a to h, each of which may need any of those before it in the alphabet, in any order. */
const needy = fc
  .record({
    needs: fc.array(fc.array(fc.nat({ max: 7 }), { maxLength: 4 }), { minLength: 8, maxLength: 8 }),
    order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
  })
  .map(({ needs, order }) => {
    const name = (index: number) => 'abcdefgh'.charAt(index);
    const of = new Map(needs.map((all, index) => [name(index), all.filter((each) => each < index).map(name)]));
    return { services: order.map(name), needsOf: (service: string) => of.get(service) ?? [] };
  });

describe('the order of needs', () => {
  it('has every service once, each after those of them that it needs', () => {
    fc.assert(
      fc.property(needy, ({ services, needsOf }) => {
        const ordered = inOrderOfNeeds(services, needsOf);
        expect([...ordered].sort()).toEqual([...services].sort());
        for (const [index, service] of ordered.entries()) {
          for (const later of ordered.slice(index + 1)) expect(needsOf(service)).not.toContain(later);
        }
        expect(inOrderOfNeeds(ordered, needsOf)).toEqual(ordered);
        expect(inOrderOfNeeds(services, () => [])).toEqual(services);
      }),
    );
  });

  it('has no circle where each needs only what stands before it, and one as soon as the first needs the last', () => {
    fc.assert(
      fc.property(needy, fc.integer({ min: 1, max: 7 }), ({ needsOf }, length) => {
        const names = [...'abcdefgh'].slice(0, length + 1);
        expect(cyclesOf(names, needsOf)).toEqual([]);
        const chained = (service: string) => names[names.indexOf(service) + 1] ?? names[0] ?? '';
        expect(cyclesOf(names, (service) => [chained(service)])).toEqual([names]);
      }),
    );
  });
});
