import type { CliCommand } from '../command.ts';
import { RUN } from '../declarations/run.ts';
import { RUN_FLAGS } from '../flags.ts';
import { execute } from '../lazily.ts';

export const runCommand: CliCommand = {
  ...RUN,
  perform: (argv, io) => execute({ verb: 'run' }, argv, RUN_FLAGS, io),
};
