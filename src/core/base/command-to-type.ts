/** Characters that make a shell do more than split a line into words. */
const SHELL = /[|&;<>()$`\\"'*?[\]#~=%\n]/;

/**
 * A command was given as one word. Returns what the user should type instead: its words after `--`, or a shell command
 * line as `--command`. The result means the same in every POSIX shell.
 */
export function commandToType(line: string): string {
  const trimmed = line.trim();
  if (!SHELL.test(trimmed) && !/^(?:cd|export|source|exec|set) /.test(trimmed)) return `-- ${trimmed}`;
  const script = `'${trimmed.replaceAll("'", `'\\''`)}'`;
  return `--command "sh -c ${script.replaceAll(/["$`\\]/g, '\\$&')}"`;
}
