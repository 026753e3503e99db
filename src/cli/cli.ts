import { errorText } from '../core/error-text.ts';
import { EXIT_CODES } from '../core/exit-code.ts';
import { maskText } from '../core/secrets.ts';
import { attachCommand, stopCommand } from './commands/attach.ts';
import { listCommand } from './commands/list.ts';
import { localCommand } from './commands/local.ts';
import { planCommand } from './commands/plan.ts';
import { runCommand } from './commands/run.ts';
import type { Io } from './io.ts';
import { type Declaration, parse } from './parser.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';

/** A command: its words, and what it does with them. It answers the exit code. */
export interface CliCommand extends Declaration {
  perform(argv: Record<string, unknown>, io: Io): Promise<number>;
}

const COMMANDS: readonly CliCommand[] = [
  ...[runCommand, planCommand, attachCommand, stopCommand],
  ...[listCommand, localCommand],
];

/** The command line as a function: words in, exit code out. Nothing else of the process is touched but through `io`. */
export async function cli(words: readonly string[], io: Io): Promise<number> {
  try {
    const parsed = await parse(words, COMMANDS, VERSION, io.stdout.columns ?? 100);
    if ('text' in parsed) {
      await io.stdout.write(parsed.text);
      return 0;
    }
    const command = COMMANDS.find(({ name }) => name === parsed.command);
    return (await command?.perform(parsed.argv, io)) ?? EXIT_CODES.bug;
  } catch (error) {
    return explainThrown(error, io);
  }
}

async function explainThrown(error: unknown, io: Io): Promise<number> {
  if (error instanceof UsageError) {
    const said = maskText(`${error.message}: ${error.mend}`);
    await io.stderr.write(`ecs-migrate: ${said}\necs-migrate: invalid (exit code 64)\n`);
    return EXIT_CODES.invalid;
  }
  const stack = errorText(error);
  await io.stderr.write(
    `ecs-migrate ${VERSION}: this is a bug, please report it:\n${maskText(stack)}\necs-migrate: bug (exit code 70)\n`,
  );
  return EXIT_CODES.bug;
}
