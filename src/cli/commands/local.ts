import type { CliCommand } from '../command.ts';
import { LOCAL } from '../declarations/local.ts';

export const localCommand: CliCommand = {
  ...LOCAL,
  // Loaded on demand: no other command serves anything.
  perform: async (argv, io) => (await import('../serve-local.ts')).serveLocal(argv, io),
};
