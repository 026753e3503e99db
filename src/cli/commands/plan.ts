import { type CliCommand, execute } from '../command.ts';
import { PLAN } from '../declarations/plan.ts';

export const planCommand: CliCommand = {
  ...PLAN,
  perform: (argv, io) => execute((commands) => commands.PLAN, argv, io),
};
