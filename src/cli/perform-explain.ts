import { readFileSync } from 'node:fs';
import { allExitCodes, type CodeEntry, lookUp, type Meaning } from '../core/explain/look-up.ts';
import { wordFinding } from '../core/findings/findings.ts';
import { settingsOfCommand } from '../core/settings/settings-table.ts';
import { gatherSettings } from './gather-settings.ts';
import type { Io } from './io.ts';
import { layPage } from './layout.ts';
import { forTerminal } from './print/terminal.ts';
import { UsageError } from './usage-error.ts';

/** Longer texts are cut: the end of a log tells why it failed. In characters. */
const READ_CHARACTERS = 1_000_000;

/** Explains a code or a text. Returns 0 if something is known about it, else 1. */
export async function performExplain(argv: Record<string, unknown>, io: Io): Promise<number> {
  const { settings, findings } = await gatherSettings(argv, settingsOfCommand('explain'), io, {});
  for (const finding of findings) {
    const { cause, next } = wordFinding(finding);
    throw new UsageError(cause, next);
  }
  const text = textOf(argv['text']);
  const found = text === undefined ? { meanings: allExitCodes() } : lookUp(text, readEntries());
  const columns = io.stdout.columns ?? 100;
  if ('meanings' in found) {
    const show = settings.output === 'json' ? toJson : (list: Meaning[]) => toText(list, text === undefined, columns);
    await io.stdout.write(show(found.meanings));
    return 0;
  }
  const near = found.near === undefined ? '' : `: did you mean ${found.near}?`;
  await io.stderr.write(`ecs-migrate: nothing is known about this text${near}\n`);
  if (found.near === undefined) {
    const known = 'an exit code, an outcome, the code of a warning, a stop reason of ECS, or a line of the log';
    await io.stderr.write(`ecs-migrate: next: give ${known}; or a whole log: ecs-migrate explain - < migration.log\n`);
  }
  await io.stderr.write('ecs-migrate: not-known (exit code 1)\n');
  return 1;
}

function textOf(given: unknown): string | undefined {
  if (given === undefined) return undefined;
  const words = [given].flat().map(String);
  if (words.length !== 1 || words[0] !== '-') return words.join(' ');
  try {
    const text = readFileSync(0, 'utf8').slice(-READ_CHARACTERS);
    if (text.trim() !== '') return text;
  } catch {
    // It is closed.
  }
  throw new UsageError('standard input is empty', 'give a text: ecs-migrate explain - < migration.log');
}

/** The build has written them beside the code. */
function readEntries(): CodeEntry[] {
  return JSON.parse(readFileSync(new URL('../explained-codes.json', import.meta.url), 'utf8'));
}

function toJson(meanings: Meaning[]): string {
  return meanings.map((one) => `${JSON.stringify({ type: 'meaning', ...one })}\n`).join('');
}

function toText(meanings: Meaning[], isList: boolean, columns: number): string {
  if (isList) return layPage([['Exit codes:', meanings.map(({ code, means }) => [code, means])]], columns);
  return layPage(
    meanings.map(({ kind, code, means, next, line }) => {
      const rows: [string, string][] = [
        ['means', means],
        ...(line === undefined ? [] : [['line', forTerminal(line)] as [string, string]]),
        ...(next === '' ? [] : [['next', next] as [string, string]]),
      ];
      return [`${code} (${kind})`, rows];
    }),
    columns,
  );
}
