import type { Io } from './io.ts';
import type { Declaration } from './parser.ts';

/** A command: its words, and what it does with them. It answers the exit code. */
export interface CliCommand extends Declaration {
  perform(argv: Record<string, unknown>, io: Io): Promise<number>;
}
