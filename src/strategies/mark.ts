import { z } from 'zod';
import { markSchema } from '../domain/route.ts';

const named = z.string().meta({ description: 'Its name.' }).optional();

/** `{cookie: beta, value: 'on'}` → a mark. */
export const writtenMark = z
  .strictObject({
    header: named,
    cookie: named,
    query: named,
    value: z
      .string({ error: "expected a text, in quotes where YAML takes it for something else, such as 'on'" })
      .meta({ description: 'Its whole value, in quotes where YAML takes it for something else.' }),
  })
  .transform(({ value, ...places }, context) => {
    const [one, ...more] = Object.entries(places).filter(([, name]) => name !== undefined);
    const mark = markSchema.safeParse({ in: one?.[0], name: one?.[1], value });
    if (mark.success && more.length === 0) return mark.data;
    const wrong = mark.error?.issues.find(({ path }) => path[0] !== 'in')?.message;
    const message = one && more.length === 0 && wrong ? wrong : 'name one of header, cookie and query, and its value';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
