import { DECLARATIONS } from './declarations.ts';
import { helpText } from './help.ts';
import { parse } from './parser.ts';
import { isEnvFile } from './second-names.ts';

/**
 * The text of help, before the rest of the program is loaded. Absent where the words do not ask for it, or something is
 * wrong with them: that is for the program. The parser decides here, as it does there.
 */
export function earlyHelp(words: readonly string[], columns = 100): string | undefined {
  // The program looks whether Node has taken it.
  if (words.some(isEnvFile)) return undefined;
  try {
    const parsed = parse(words, DECLARATIONS);
    return 'help' in parsed ? helpText(DECLARATIONS, parsed.help, columns) : undefined;
  } catch {
    return undefined; // The program says what is wrong.
  }
}
