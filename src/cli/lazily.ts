import type { execute as Execute } from './execute.ts';

/** {@link Execute}, loaded on demand, so that arguments that are not valid load none of it. */
export const execute: typeof Execute = async (...to) => (await import('./execute.ts')).execute(...to);
