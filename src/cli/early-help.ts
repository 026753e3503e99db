import { DECLARATIONS } from './declarations.ts';
import { helpText } from './help.ts';
import { parse } from './parser.ts';
import { isEnvFile } from './second-names.ts';

/**
 * Returns the text of help, before the rest of the program is loaded. Returns `undefined` if the arguments do not ask
 * for help, or are not valid: the program then reports that. The same parser is used here and there.
 */
export function earlyHelp(words: readonly string[], columns = 100): string | undefined {
  // The program checks whether Node has read this flag.
  if (words.some(isEnvFile)) return undefined;
  try {
    const parsed = parse(words, DECLARATIONS);
    return 'help' in parsed ? helpText(DECLARATIONS, parsed.help, columns) : undefined;
  } catch {
    return undefined; // The program says what is wrong.
  }
}
