declare const __VERSION__: string;

/** The version of this package, inserted by the build. */
export const VERSION = __VERSION__;
