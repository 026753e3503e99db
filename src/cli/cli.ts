import { errorText, REPORT_A_BUG } from '../core/base/bug.ts';
import { EXIT_CODES } from '../core/base/exit-code.ts';
import { maskText } from '../core/base/mask.ts';
import { COMMANDS } from './commands.ts';
import type { Io } from './io.ts';
import { refuseFlagsOfNode } from './node-flags.ts';
import { parse } from './parser.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';

/**
 * The command line as a function: takes the arguments and returns the exit code. It uses the rest of the process only
 * through `io`.
 */
export async function runCommandLine(words: readonly string[], io: Io): Promise<number> {
  try {
    const parsed = parse(words, COMMANDS);
    refuseFlagsOfNode(words);
    if ('version' in parsed) {
      await io.stdout.write(`${VERSION}\n`);
      return 0;
    }
    if ('help' in parsed) {
      // Loaded on demand: a run does not need the layout of help.
      const { helpText } = await import('./help.ts');
      await io.stdout.write(helpText(COMMANDS, parsed.help, io.stdout.columns ?? 100, parsed.all));
      return 0;
    }
    const command = COMMANDS.find(({ name }) => name === parsed.command);
    return (await command?.perform(parsed.argv, io)) ?? EXIT_CODES.bug;
  } catch (error) {
    return explainThrown(error, io);
  }
}

export const BUG = EXIT_CODES.bug;

/** The text for an unexpected error. */
export function bugText(error: unknown): string {
  const said = maskText(errorText(error));
  return `ecs-migrate ${VERSION}: this is a bug, please ${REPORT_A_BUG}:\n${said}\necs-migrate: bug (exit code ${BUG})\n`;
}

async function explainThrown(error: unknown, io: Io): Promise<number> {
  if (error instanceof UsageError) {
    const said = maskText(`${error.message}: ${error.fix}`);
    await io.stderr.write(`ecs-migrate: ${said}\necs-migrate: invalid (exit code 64)\n`);
    return EXIT_CODES.invalid;
  }
  await io.stderr.write(bugText(error));
  return BUG;
}
