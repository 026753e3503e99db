import type { CliCommand } from '../command.ts';
import { EXPLAIN } from '../declarations/explain.ts';

export const explainCommand: CliCommand = {
  ...EXPLAIN,
  // Loaded on demand: the catalogues of causes are large.
  perform: async (argv, io) => (await import('../perform-explain.ts')).performExplain(argv, io),
};
