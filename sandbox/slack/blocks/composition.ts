import { z } from 'zod';

/** Slack's limit for the text of most objects, in characters. */
const MAX_TEXT = 3000;

const plainShape = (max: number, min: number) => ({
  type: z.literal('plain_text'),
  text: z.string().min(min).max(max),
  emoji: z.boolean().optional(),
});

const mrkdwnShape = (max: number) => ({
  type: z.literal('mrkdwn'),
  text: z.string().min(1).max(max),
  verbatim: z.boolean().optional(),
});

/** plain_text of 1 to `max` characters. */
export const plain = (max: number, min = 1) => z.strictObject(plainShape(max, min));

/** plain_text or mrkdwn of 1 to `max` characters. */
export const text = (max: number = MAX_TEXT) =>
  z.discriminatedUnion('type', [z.strictObject(plainShape(max, 1)), z.strictObject(mrkdwnShape(max))]);

export const url = z
  .string()
  .max(3000)
  .regex(/^[a-z][a-z0-9+.-]*:\S+$/i, 'must be a valid URL');

export const id = z.string().min(1).max(255);

export const confirm = z.strictObject({
  title: plain(100).optional(),
  text: text(300),
  confirm: plain(30).optional(),
  deny: plain(30).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});

/** An option of a select (plain text) or of radio buttons and checkboxes (also mrkdwn). */
export const option = z.strictObject({
  text: plain(75),
  value: z.string().min(1).max(150),
  description: plain(75).optional(),
  url: url.optional(),
});

export const richOption = z.strictObject({
  text: text(75),
  value: z.string().min(1).max(150),
  description: text(75).optional(),
});

export const optionGroup = z.strictObject({ label: plain(75), options: z.array(option).min(1).max(100) });

/** Either a picture on the web or a file uploaded to Slack. */
export const imageSource = {
  image_url: z
    .url({ protocol: /^https?$/, error: 'must be a valid URL' })
    .max(3000)
    .optional(),
  slack_file: z.union([z.strictObject({ id: id }), z.strictObject({ url: url })]).optional(),
};

/** Exactly one source must be there. */
export function hasOneSource(image: { image_url?: unknown; slack_file?: unknown }): boolean {
  return (image.image_url === undefined) !== (image.slack_file === undefined);
}

export const ONE_SOURCE = 'must have exactly one of: image_url, slack_file';
