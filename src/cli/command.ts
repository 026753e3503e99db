import type { execute as Execute } from './execute.ts';
import type { Io } from './io.ts';
import type { Declaration } from './parser.ts';

/** A command: its declaration, and what it does. `perform` returns the exit code. */
export interface CliCommand extends Declaration {
  perform(argv: Record<string, unknown>, io: Io): Promise<number>;
}

/** {@link Execute}, loaded on demand, so that arguments that are not valid load none of it. */
export const execute: typeof Execute = async (...to) => (await import('./execute.ts')).execute(...to);
