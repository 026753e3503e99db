import parse from 'shell-quote/parse.js';
import { TOOLS, type ToolName } from './tools.ts';

/** Programs that only run another program, with their own flags and values. */
const WRAPPERS =
  /^(?:(?:npx|bunx|exec|nice|nohup|tini|dumb-init|time|command|sudo)\s+(?:-\S+\s+)*|(?:npm|pnpm|yarn|bun)\s+(?:exec|dlx|run|x)\s+(?:-\S+\s+)*|yarn\s+(?=knex|prisma|typeorm|sequelize|kysely|drizzle-kit|node-pg-migrate)|bundle\s+exec\s+|poetry\s+run\s+|pipenv\s+run\s+|uv\s+run\s+|timeout\s+(?:-\S+\s+)*\S+\s+|python[\d.]*\s+(?:-[uB]\s+)*(?:-m\s+)?|ruby\s+|node\s+(?:--\S+\s+)*|env\s+|[A-Za-z_]\w*=\S*\s+)/;

/**
 * The simple commands that a container runs. The words of `sh -c` are parsed, so `a && b` are two commands. `undefined`
 * if the text is a script that cannot be read this way.
 */
export function commandsIn(words: readonly string[]): string[] | undefined {
  const [program = '', ...rest] = words;
  const shell = /(?:^|\/)(?:ba|da|a|z)?sh$/.test(program) ? rest.findIndex((word) => /^-\w*c$/.test(word)) : -1;
  const script = shell >= 0 ? rest[shell + 1] : undefined;
  if (script === undefined) return [words.join(' ')].filter((text) => text !== '');
  if (UNREADABLE.test(script)) return undefined;
  const commands: string[][] = [[]];
  for (const entry of parse(script, (name) => `$${name}`)) {
    if (typeof entry === 'string') commands.at(-1)?.push(entry);
    else if ('pattern' in entry) commands.at(-1)?.push(entry.pattern);
    else if ('op' in entry && ['&&', '||', ';', '|', '&'].includes(entry.op)) commands.push([]);
  }
  return commands.filter((one) => one.length > 0).map((one) => one.join(' '));
}

/** Loops, conditions and substitutions. */
const UNREADABLE = /`|\$\(|<<|(?:^|[;&|\n])\s*(?:for|while|until|if|case)\s/;

/** A command without wrappers, and with the base name of its program. */
export function withoutWrappers(command: string): string {
  let text = command.trim();
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(/^\S*\/(?=[^/\s]+(?:\s|$))/, '').replace(WRAPPERS, '');
  }
  return text;
}

/** The tool of one command. */
function toolIn(command: string): ToolName | undefined {
  const bare = withoutWrappers(command);
  return (Object.keys(TOOLS) as ToolName[]).find((name) => TOOLS[name].command.test(bare));
}

/** The tools that a container's command runs, in order. */
export function toolsIn(words: readonly string[]): ToolName[] {
  // Of a script that cannot be read, its parts: a tool in a loop still is that tool.
  const parts = () => words.flatMap((word) => word.split(/[;&|\n]|\b(?:do|then|else)\b/));
  return (commandsIn(words) ?? parts()).flatMap((command) => toolIn(command) ?? []);
}
