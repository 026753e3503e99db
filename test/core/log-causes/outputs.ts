import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../support/paths.ts';

/**
 * What real tools printed when they failed, one file each: TOOL-FAILURE.EXITCODE.txt, stdout and stderr as the
 * container would print them, passwords replaced; and what is to be made of each. Those of Flyway, Laravel, EF Core,
 * Ecto, sqlx, diesel, refinery, Doctrine, Phinx, Atlas, goose, golang-migrate and Spring are written after public issues.
 */
const FOLDER = path.join(ROOT, 'test/fixtures/tool-outputs');

/** The code of the cause and the message that decides; a code that is null: it is shown as an error of no known kind. */
export type Expected = [code: string | null, line: string] | null;

const EXPECTED: Record<string, Expected> = JSON.parse(readFileSync(`${FOLDER}.json`, 'utf8'));

export const OUTPUTS = Object.entries(EXPECTED).map(([name, expected]) => ({
  name,
  expected,
  exitCode: Number(name.slice(name.lastIndexOf('.') + 1)),
}));

/** Django's `migrate --check` prints nothing where migrations are pending: there is no file for it. */
export const SILENT = ['django-pendingcheck.1'];

export function readOutput(name: string): string[] {
  if (SILENT.includes(name)) return [''];
  return readFileSync(path.join(FOLDER, `${name}.txt`), 'utf8').split('\n');
}
