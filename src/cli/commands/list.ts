import { SETTINGS } from '../../core/settings/settings-table.ts';
import { type CliCommand, execute } from '../command.ts';
import { LIST } from '../declarations/list.ts';
import { UsageError } from '../usage-error.ts';

export const listCommand: CliCommand = {
  ...LIST,
  perform: async (argv, io) => {
    const lock = readLock(argv['lock']);
    return execute((commands) => commands.listMigrations(lock), argv, io);
  },
};

function readLock(given: unknown): string | undefined {
  if (given === undefined) return undefined;
  if (Array.isArray(given)) throw new UsageError(`--lock was given ${given.length} times`, 'give it once');
  const { kind } = SETTINGS.lock;
  const lock = kind.read(given);
  if (lock === undefined) throw new UsageError(`--lock: "${given}" is not valid`, `expected ${kind.expected}`);
  return lock;
}
