import { DECLARATIONS } from './declarations.ts';
import { helpPage } from './help.ts';
import { nameOfPage } from './page-names.ts';

/** The pages of help: of each command by name, and that of the program as `_`. Only the build reads this: it writes them to files. */
export const HELP_PAGES = Object.fromEntries(
  [undefined, ...DECLARATIONS.map(({ name }) => name)].map((name) => [nameOfPage(name), helpPage(DECLARATIONS, name)]),
);
