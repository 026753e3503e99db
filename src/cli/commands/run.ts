import type { CliCommand } from '../command.ts';
import { RUN } from '../declarations/run.ts';
import { execute } from '../lazily.ts';

export const runCommand: CliCommand = {
  ...RUN,
  perform: (argv, io) => execute((commands) => commands.RUN, argv, io),
};
