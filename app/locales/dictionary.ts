import type en from "./en/index.ts";

/** English is the reference: another language has the same keys, any words. */
export type Dictionary = { readonly [Namespace in keyof typeof en]: Words<(typeof en)[Namespace]> };

export type Words<Source> = {
  readonly [Key in keyof Source]: Source[Key] extends string ? string : Words<Source[Key]>;
};
