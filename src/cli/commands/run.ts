import { type CliCommand, execute } from '../command.ts';
import { RUN } from '../declarations/run.ts';

export const runCommand: CliCommand = {
  ...RUN,
  perform: (argv, io) => execute((commands) => commands.RUN, argv, io),
};
