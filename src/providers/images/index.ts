import { canonicalJson } from '../../domain/json.ts';
import { mustRead } from '../family.ts';
import type { ImageSource, ImageSourceFactory } from './image-source.ts';
import { type ImageConfig, imageSchema } from './kinds/index.ts';
import { noImages } from './none.ts';
import { type ImageDeps, ociImages } from './oci.ts';

type Makers = {
  [K in ImageConfig['kind']]: (deps: ImageDeps, config: Extract<ImageConfig, { kind: K }>) => ImageSource;
};

const makers: Makers = { oci: ociImages, none: () => noImages };

/** The source of some settings; keys of another version are passed over. @throws ZodError for settings that no source knows */
export function createImageSource(deps: ImageDeps, config: unknown): ImageSource {
  return make(deps, mustRead(imageSchema, config));
}

function make<K extends ImageConfig['kind']>(deps: ImageDeps, config: Extract<ImageConfig, { kind: K }>): ImageSource {
  const maker: Makers[K] = makers[config.kind as K];
  return maker(deps, config);
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
