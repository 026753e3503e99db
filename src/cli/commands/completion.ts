import type { CliCommand } from '../command.ts';
import { COMPLETION } from '../declarations/completion.ts';

export const completionCommand: CliCommand = {
  ...COMPLETION,
  perform: async (argv, io) => (await import('../perform-completion.ts')).performCompletion(argv, io),
};
