import path from 'node:path';
import { LintProblem } from './problem.ts';

/**
 * Reads the names of the pending migrations: one in each line, or a JSON list, or a report of `preview` with a list
 * `pending` of names or of objects that have one.
 */
export function readPending(text: string, origin: string): string[] {
  const trimmed = text.trim();
  if (!/^[[{]/.test(trimmed)) {
    return trimmed
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
  }
  let json: unknown;
  try {
    json = JSON.parse(trimmed);
  } catch {
    throw new LintProblem(`${origin} is not valid JSON`, 'give a report of preview, or one name in each line');
  }
  const list = listIn(json);
  if (list === undefined) {
    throw new LintProblem(
      `${origin} has no list of pending migrations`,
      'give a report of preview that knows the names, or one name in each line',
    );
  }
  return list;
}

function listIn(json: unknown): string[] | undefined {
  if (Array.isArray(json)) {
    const names = json.map((one) => (typeof one === 'string' ? one : (one?.name ?? one?.file)));
    return names.every((one) => typeof one === 'string') ? names : undefined;
  }
  if (typeof json !== 'object' || json === null) return undefined;
  const { pending, names } = json as { pending?: unknown; names?: unknown };
  // A preview that does not know what is pending has no list to judge, and an empty one would look harmless.
  if (pending === 'unknown' || (typeof pending === 'number' && Array.isArray(names) && names.length !== pending))
    return undefined;
  for (const key of ['pending', 'names', 'preview', 'result']) {
    const inner = listIn((json as Record<string, unknown>)[key]);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** The files of the pending migrations. A name without a file is an error: it would not be judged. */
export function pickPending(names: readonly string[], files: readonly string[]): string[] {
  const picked = new Set<string>();
  const missing = names.filter((name) => {
    const found = files.filter((file) => isNamed(file, name));
    for (const file of found) picked.add(file);
    return found.length === 0;
  });
  if (missing.length > 0) {
    throw new LintProblem(
      `no file for ${missing.length === 1 ? 'the pending migration' : `${missing.length} pending migrations, such as`} ${missing[0]}`,
      'give the folder that has all of them (lint FOLDER --pending …)',
    );
  }
  return files.filter((file) => picked.has(file));
}

/** Tools name a migration by its file, its folder, its file without the extension, or its version. */
function isNamed(file: string, name: string): boolean {
  const plain = file.replaceAll('\\', '/');
  const given = name.replaceAll('\\', '/');
  const base = path.posix.basename(plain);
  const folder = path.posix.basename(path.posix.dirname(plain));
  const stem = base.replace(/(?:\.up)?\.sql$/i, '');
  const isOwnFolder = /^(?:migration|up)\.sql$/i.test(base);
  const own = isOwnFolder ? folder : stem;
  return (
    plain === given ||
    plain.endsWith(`/${given}`) ||
    [base, own].includes(given) ||
    own === given.replace(/(?:\.up)?\.sql$/i, '') ||
    new RegExp(`^V?${escapePattern(given)}(?:__|[_.-])`, 'i').test(own)
  );
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
