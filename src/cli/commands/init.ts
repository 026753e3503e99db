import type { CliCommand } from '../command.ts';
import { INIT } from '../declarations/init.ts';

export const initCommand: CliCommand = {
  ...INIT,
  perform: async (argv, io) => (await import('../perform-init.ts')).performInit(argv, io),
};
