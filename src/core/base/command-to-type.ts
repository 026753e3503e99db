/** Characters by which a shell does more with a line than to split it into words. */
const SHELL = /[|&;<>()$`\\"'*?[\]#~=%\n]/;

/**
 * How a command that was given as one word is given as it was meant, ready to be typed: its words after `--`, or a shell's
 * line as `--command`. It means the same in every POSIX shell.
 */
export function commandToType(line: string): string {
  const trimmed = line.trim();
  if (!SHELL.test(trimmed) && !/^(?:cd|export|source|exec|set) /.test(trimmed)) return `-- ${trimmed}`;
  const script = `'${trimmed.replaceAll("'", `'\\''`)}'`;
  return `--command "sh -c ${script.replaceAll(/["$`\\]/g, '\\$&')}"`;
}
