import type { execute as Execute } from './execute.ts';

/** {@link Execute}, loaded when it is called: wrong words need nothing of it. */
export const execute: typeof Execute = async (...to) => (await import('./execute.ts')).execute(...to);
