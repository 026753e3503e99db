/** The name of a page of help: the command, or `_` for the program; with `.all` if it has every flag. */
export function nameOfPage(command: string | undefined, all = false): string {
  return `${command ?? '_'}${all ? '.all' : ''}`;
}
