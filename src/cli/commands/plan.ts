import type { CliCommand } from '../command.ts';
import { PLAN } from '../declarations/plan.ts';
import { execute } from '../lazily.ts';

export const planCommand: CliCommand = {
  ...PLAN,
  perform: (argv, io) => execute((commands) => commands.PLAN, argv, io),
};
