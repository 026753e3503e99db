import type { CliCommand } from '../command.ts';
import { LINT } from '../declarations/lint.ts';

export const lintCommand: CliCommand = {
  ...LINT,
  // Loaded on demand: the parser of SQL is large.
  perform: async (argv, io) => (await import('../perform-lint.ts')).performLint(argv, io),
};
