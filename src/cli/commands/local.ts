import type { CliCommand } from '../command.ts';
import { LOCAL } from '../declarations/local.ts';

export const localCommand: CliCommand = {
  ...LOCAL,
  // Loaded when it is called: no other command serves anything.
  perform: async (argv, io) => (await import('../serve-local.ts')).serveLocal(argv, io),
};
