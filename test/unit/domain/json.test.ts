import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { jsonSchema, parseJson, readJson } from '../../../src/domain/json.ts';

describe('a text from outside', () => {
  it('says what JSON says, and nothing where it is none', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(parseJson(text))).toBe(text);
      }),
    );
    expect(['', '{', 'undefined', '{"a":1}}'].map(parseJson)).toEqual([null, null, null, null]);
  });

  it('is JSON by its schema, and none where it is nested without end', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        // Of no use to anybody, and left out: it would be taken for more than a name.
        fc.pre(!JSON.stringify(value).includes('"__proto__":'));
        expect(jsonSchema.safeParse(value)).toEqual({ success: true, data: value });
      }),
    );
    const nested = (depth: number) => parseJson('['.repeat(depth) + ']'.repeat(depth));
    expect(jsonSchema.safeParse(nested(100)).success).toBe(true);
    expect(jsonSchema.safeParse(nested(100_000)).success).toBe(false);
    for (const none of [undefined, Number.NaN, 1n, { a: undefined }, [() => 1]])
      expect(jsonSchema.safeParse(none).success).toBe(false);
  });

  it('is read by its schema, and is nothing where it says something else', () => {
    const schema = z.object({ a: z.number() });
    expect(readJson(schema, '{"a":1,"b":2}')).toEqual({ a: 1 });
    expect(['{"a":"1"}', 'null', '[]', '{'].map((text) => readJson(schema, text))).toEqual([null, null, null, null]);
  });
});
