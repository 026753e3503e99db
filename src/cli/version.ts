declare const __VERSION__: string;

/** The version of this package, put in by the build. */
export const VERSION = __VERSION__;
