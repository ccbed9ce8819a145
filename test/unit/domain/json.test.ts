import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseJson, readJson } from '../../../src/domain/json.ts';

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

  it('is read by its schema, and is nothing where it says something else', () => {
    const schema = z.object({ a: z.number() });
    expect(readJson(schema, '{"a":1,"b":2}')).toEqual({ a: 1 });
    expect(['{"a":"1"}', 'null', '[]', '{'].map((text) => readJson(schema, text))).toEqual([null, null, null, null]);
  });
});
