import { DECLARATIONS } from './declarations.ts';
import { helpPage } from './help.ts';

/** The pages of help: of each command by name, and that of the program as `_`. Only the build reads this: it writes them to files. */
export const HELP_PAGES = Object.fromEntries([
  ['_', helpPage(DECLARATIONS, undefined)],
  ...DECLARATIONS.map(({ name }) => [name, helpPage(DECLARATIONS, name)] as const),
]);
