import type { CliCommand } from './command.ts';
import { attachCommand, stopCommand } from './commands/attach.ts';
import { listCommand } from './commands/list.ts';
import { localCommand } from './commands/local.ts';
import { planCommand } from './commands/plan.ts';
import { runCommand } from './commands/run.ts';

/** What the commands do. Each loads that when it is called: wrong words need none of it. */
export const COMMANDS: readonly CliCommand[] = [
  runCommand,
  planCommand,
  attachCommand,
  stopCommand,
  listCommand,
  localCommand,
];
