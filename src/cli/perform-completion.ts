import path from 'node:path';
import { nearest } from '../core/base/did-you-mean.ts';
import { bashCompletion } from './completion/bash.ts';
import { fishCompletion } from './completion/fish.ts';
import { completedCommands } from './completion/words.ts';
import { zshCompletion } from './completion/zsh.ts';
import { DECLARATIONS } from './declarations.ts';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** Prints the script of a shell. */
export async function performCompletion(argv: Record<string, unknown>, io: Io): Promise<number> {
  const given = argv['shell'] === undefined ? path.basename(io.env['SHELL'] ?? '') : String(argv['shell']);
  if (!Object.hasOwn(SHELLS, given)) throw unknownShell(given, argv['shell'] !== undefined);
  await io.stdout.write(SHELLS[given as keyof typeof SHELLS](completedCommands(DECLARATIONS)));
  return 0;
}

function unknownShell(shell: string, given: boolean): UsageError {
  const names = Object.keys(SHELLS);
  const near = nearest(shell, names);
  const fix = `${near ? `did you mean ${near}? ` : ''}give one of ${names.join(', ')}`;
  const problem = given
    ? `there is no completion for the shell "${shell}"`
    : `SHELL names no shell that is known${shell ? ` (${shell})` : ''}`;
  return new UsageError(problem, fix);
}
