import { z } from 'zod';
import { duration, field } from '../config/fields.ts';

const usual = '2m';

/** How long a version is watched (ms), as it is written in the catalogue. */
export const bake = field(duration, 'How long the new version is watched before the release continues.', usual);

/** The same where nothing is written (ms). */
export const usualBakeMs = duration.parse(usual);

/** The same as it is kept (ms). */
export const keptBakeMs = z.number().int().nonnegative();
