import type { CliCommand } from './command.ts';
import { attachCommand, stopCommand } from './commands/attach.ts';
import { completionCommand } from './commands/completion.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { hookCommand } from './commands/hook.ts';
import { initCommand } from './commands/init.ts';
import { lintCommand } from './commands/lint.ts';
import { listCommand } from './commands/list.ts';
import { localCommand } from './commands/local.ts';
import { planCommand } from './commands/plan.ts';
import { previewCommand } from './commands/preview.ts';
import { runCommand } from './commands/run.ts';

/**
 * The commands with what they do. Each loads its code when it is called, so that arguments that are not valid load none
 * of it.
 */
export const COMMANDS: readonly CliCommand[] = [
  runCommand,
  planCommand,
  previewCommand,
  hookCommand,
  attachCommand,
  stopCommand,
  listCommand,
  lintCommand,
  initCommand,
  explainCommand,
  doctorCommand,
  localCommand,
  completionCommand,
];
