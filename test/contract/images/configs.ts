/** The settings under which each image source is tried. */
export const configs = { oci: { kind: 'oci' }, none: { kind: 'none' } } as const;
