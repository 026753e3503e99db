import { wrapAnsi } from 'fast-wrap-ansi';

/** Text is not wrapped for a narrower terminal, which does so itself. In columns. */
const NARROWEST = 20;
const INDENT = '  ';

/** Commands are not broken, however long they are, so that they can be copied. */
const COMMAND = /(?:npx ecs-migrate|\becs-migrate (?:run|plan|attach|stop|list|local)|\baws (?:ecs|logs)) [^;)\n]*/g;
const UNBREAKABLE = '\u00a0';

/** Wraps a sentence to `columns`. All lines but the first are indented. Commands, URLs and ARNs are never broken. */
export function wrapProse(text: string, columns: number): string[] {
  if (columns < NARROWEST) return [text];
  const kept = text.replace(COMMAND, (command) => command.replaceAll(' ', UNBREAKABLE));
  const lines = wrapAnsi(kept, columns - INDENT.length, { hard: false }).split('\n');
  return lines.map((line, i) => `${i === 0 ? '' : INDENT}${line.replaceAll(UNBREAKABLE, ' ')}`);
}
