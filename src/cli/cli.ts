import { errorText } from '../core/error-text.ts';
import { EXIT_CODES } from '../core/exit-code.ts';
import { REPORT_A_BUG } from '../core/report-a-bug.ts';
import { maskText } from '../core/secrets.ts';
import { attachCommand, stopCommand } from './commands/attach.ts';
import { listCommand } from './commands/list.ts';
import { localCommand } from './commands/local.ts';
import { planCommand } from './commands/plan.ts';
import { runCommand } from './commands/run.ts';
import type { Io } from './io.ts';
import { refuseFlagsOfNode } from './node-flags.ts';
import { type Declaration, parse } from './parser.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';

/** A command: its words, and what it does with them. It answers the exit code. */
export interface CliCommand extends Declaration {
  perform(argv: Record<string, unknown>, io: Io): Promise<number>;
}

export const COMMANDS: readonly CliCommand[] = [
  runCommand,
  planCommand,
  attachCommand,
  stopCommand,
  listCommand,
  localCommand,
];

/** The command line as a function: words in, exit code out. Nothing else of the process is touched but through `io`. */
export async function cli(words: readonly string[], io: Io): Promise<number> {
  try {
    const parsed = parse(words, COMMANDS);
    refuseFlagsOfNode(words);
    if ('version' in parsed) {
      await io.stdout.write(`${VERSION}\n`);
      return 0;
    }
    if ('help' in parsed) {
      // Loaded here: a run needs no layout of help.
      const { helpText } = await import('./help.ts');
      await io.stdout.write(await helpText(COMMANDS, parsed.help, io.stdout.columns ?? 100));
      return 0;
    }
    const command = COMMANDS.find(({ name }) => name === parsed.command);
    return (await command?.perform(parsed.argv, io)) ?? EXIT_CODES.bug;
  } catch (error) {
    return explainThrown(error, io);
  }
}

export const BUG = EXIT_CODES.bug;

/** What is said of an error that nobody expected. */
export function bugText(error: unknown): string {
  const said = maskText(errorText(error));
  return `ecs-migrate ${VERSION}: this is a bug, please ${REPORT_A_BUG}:\n${said}\necs-migrate: bug (exit code ${BUG})\n`;
}

async function explainThrown(error: unknown, io: Io): Promise<number> {
  if (error instanceof UsageError) {
    const said = maskText(`${error.message}: ${error.mend}`);
    await io.stderr.write(`ecs-migrate: ${said}\necs-migrate: invalid (exit code 64)\n`);
    return EXIT_CODES.invalid;
  }
  await io.stderr.write(bugText(error));
  return BUG;
}
