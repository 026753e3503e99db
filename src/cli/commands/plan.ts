import type { CliCommand } from '../command.ts';
import { PLAN } from '../declarations/plan.ts';
import { RUN_FLAGS } from '../flags.ts';
import { execute } from '../lazily.ts';

export const planCommand: CliCommand = {
  ...PLAN,
  perform: (argv, io) => execute({ verb: 'plan' }, argv, RUN_FLAGS, io),
};
