import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/paths.ts';

export interface Block {
  name: string;
  description: string;
  /** On one line, without the quotes of a plain type. */
  type: string;
  /** On one line; undefined where there is none. */
  default: string | undefined;
}

/**
 * The `variable` or `output` blocks of a file that `terraform fmt` has formatted: a block begins and ends at the margin,
 * its arguments are indented by two. Enough for our own files, which the real terraform reads too.
 */
export function readBlocks(file: string, kind: 'variable' | 'output'): Block[] {
  const full = path.join(ROOT, file);
  if (!existsSync(full)) return [];
  const blocks = readFileSync(full, 'utf8').matchAll(new RegExp(`^${kind} "(\\w+)" \\{\\n([\\s\\S]*?)^\\}`, 'gm'));
  return [...blocks].map(([, name = '', body = '']) => ({
    name,
    description: JSON.parse(argument(body, 'description') ?? '""'),
    type: argument(body, 'type') ?? '',
    default: argument(body, 'default'),
  }));
}

function argument(body: string, name: string): string | undefined {
  const lines = body.split('\n');
  const start = lines.findIndex((line) => new RegExp(`^  ${name} +=`).test(line));
  if (start === -1) return undefined;
  const first = (lines[start] ?? '').replace(/^ +\w+ += /, '');
  // A value of several lines ends at the next line that is indented by two only.
  const rest = /[[{(]$/.test(first) ? lines.slice(start + 1) : [];
  const end = rest.findIndex((line) => /^ {2}\S/.test(line));
  const whole = [first, ...rest.slice(0, end + 1)].map((line) => line.trim().replace(/ +/g, ' '));
  // Members stand on lines of their own, without commas.
  return whole.reduce((text, line) => text + (/[[{(,]$/.test(text) || /^[\]})]/.test(line) ? ' ' : ', ') + line);
}
