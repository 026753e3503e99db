import { type CliCommand, execute } from '../command.ts';
import { HOOK } from '../declarations/hook.ts';

export const hookCommand: CliCommand = {
  ...HOOK,
  // The next start of the command follows the task to its end, and then continues the deployment.
  perform: (argv, io) => execute((commands) => commands.HOOK, argv, io, { defaults: { onInterrupt: 'detach' } }),
};
