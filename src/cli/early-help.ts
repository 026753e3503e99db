import { DECLARATIONS } from './declarations.ts';
import { nameOfPage } from './page-names.ts';
import { parse } from './parser.ts';
import { isEnvFile } from './second-names.ts';

/**
 * Returns the page of help that the arguments ask for, before the rest of the program is loaded. Returns `undefined` if they do not ask for help, or are not valid: the program then reports that. The same parser is
 * used here and there.
 */
export function helpPageOf(words: readonly string[]): string | undefined {
  // The program checks whether Node has read this flag.
  if (words.some(isEnvFile)) return undefined;
  try {
    const parsed = parse(words, DECLARATIONS);
    return 'help' in parsed ? nameOfPage(parsed.help, parsed.all) : undefined;
  } catch {
    return undefined; // The program says what is wrong.
  }
}
