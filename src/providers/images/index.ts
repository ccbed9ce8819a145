import { z } from 'zod';
import { canonicalJson } from '../../domain/json.ts';
import type { ImageSource, ImageSourceFactory } from './image-source.ts';
import { noImages, noneSchema } from './none.ts';
import { type ImageDeps, type OciConfig, ociImages, ociSchema } from './oci.ts';

/** Settings of an image source, by kind. */
export const imageSchema = z.discriminatedUnion('kind', [ociSchema, noneSchema]);
export type ImageConfig = z.infer<typeof imageSchema>;

const sources: {
  [K in ImageConfig['kind']]: (deps: ImageDeps, config: Extract<ImageConfig, { kind: K }>) => ImageSource;
} = {
  oci: (deps: ImageDeps, config: OciConfig) => ociImages(deps, config),
  none: () => noImages,
};

/** The source of some settings. Throws a `ZodError` for settings that no source knows. */
export function createImageSource(deps: ImageDeps, config: unknown): ImageSource {
  const settings = imageSchema.parse(config);
  const make = sources[settings.kind] as (deps: ImageDeps, config: ImageConfig) => ImageSource;
  return make(deps, settings);
}

/** As `createImageSource`; equal settings get the same source, so that its short memory serves all who ask. */
export function createImageSources(deps: ImageDeps): ImageSourceFactory {
  const made = new Map<string, ImageSource>();
  return (config) => {
    const key = canonicalJson(config);
    const source = made.get(key) ?? createImageSource(deps, config);
    made.set(key, source);
    return source;
  };
}
