import type { Io } from './io.ts';
import type { Declaration } from './parser.ts';

/** A command: its declaration, and what it does. `perform` returns the exit code. */
export interface CliCommand extends Declaration {
  perform(argv: Record<string, unknown>, io: Io): Promise<number>;
}
