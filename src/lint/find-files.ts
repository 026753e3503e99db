import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { readGit } from './git.ts';
import { pickPending } from './pending.ts';
import { LintProblem } from './problem.ts';
import { isWayBack } from './sections.ts';
import type { SqlFile } from './statements.ts';

/** Which migrations to judge. */
export interface Choice {
  /** Files, folders, and patterns with `*`. */
  paths: readonly string[];
  /** Only files that were added or changed since this revision of git. */
  since?: string | undefined;
  /** Only files whose name comes after this name in the order of names. */
  after?: string | undefined;
  /** Only the files that this list names. */
  pending?: readonly string[] | undefined;
}

export interface Chosen {
  files: SqlFile[];
  /** Files that were passed over, by the reason. */
  passedOver: { wayBack: number; notSql: string[] };
}

/** Where the usual tools keep migrations that are SQL. */
export const USUAL_FOLDERS = [
  'db/migrations',
  'migrations',
  'prisma/migrations',
  'drizzle',
  'sql/migrations',
  'database/migrations',
  'src/main/resources/db/migration',
  'db/migrate',
];

/** The migrations in the folders of the usual tools, if there are any. */
export function findUsualFolders(cwd: string): string[] {
  return USUAL_FOLDERS.filter((folder) => {
    const at = path.resolve(cwd, folder);
    return statSync(at, { throwIfNoEntry: false })?.isDirectory() && listSql(at).length > 0;
  });
}

/** Finds and reads the files, in the order in which a tool would apply them. */
export async function chooseFiles({ paths, since, after, pending }: Choice, cwd: string): Promise<Chosen> {
  const found = [...new Set(paths.flatMap((one) => expand(one, cwd)))].sort(byName);
  const notSql = found.filter((file) => !/\.sql$/i.test(file));
  const sql = found.filter((file) => /\.sql$/i.test(file));
  const forward = sql.filter((file) => !isWayBack(file));
  let files = forward;
  if (after !== undefined) files = files.filter((file) => collate(nameOf(file), after) > 0);
  if (since !== undefined) {
    const changed = await readGit(since, cwd);
    files = files.filter((file) => changed.has(path.resolve(cwd, file)));
  }
  if (pending !== undefined) files = pickPending(pending, files);
  if (forward.length === 0) throw noFiles(paths, notSql, sql.length);
  return {
    files: files.map((file) => ({ file: shown(file, cwd), text: read(path.resolve(cwd, file)) })),
    passedOver: { wayBack: sql.length - forward.length, notSql: notSql.map((file) => shown(file, cwd)) },
  };
}

function noFiles(paths: readonly string[], notSql: readonly string[], wayBack: number): LintProblem {
  const where = paths.join(', ');
  const [first] = notSql;
  if (first !== undefined) {
    const ways =
      'give the SQL that the tool makes of it: see docs/lint.md, such as manage.py sqlmigrate, alembic upgrade --sql, rails db:structure';
    return new LintProblem(`${first} is not SQL, so it cannot be judged`, ways);
  }
  if (wayBack > 0)
    return new LintProblem(
      `${where}: only files of a way back (down, undo)`,
      'give the files that a deployment applies',
    );
  return new LintProblem(`${where}: no file that ends in .sql`, 'give the folder of the migrations, or the files');
}

const collator = new Intl.Collator('en', { numeric: true });
const collate = collator.compare;
/** `V2__b.sql` comes before `V10__a.sql`. */
const byName = (a: string, b: string) => collate(a.replaceAll('\\', '/'), b.replaceAll('\\', '/'));

/** The name of a migration: its file, or its folder where each has a folder of its own. */
function nameOf(file: string): string {
  const base = path.basename(file);
  return /^(?:migration|up)\.sql$/i.test(base) ? path.basename(path.dirname(file)) : base;
}

function shown(file: string, cwd: string): string {
  const relative = path.relative(cwd, path.resolve(cwd, file));
  return (relative.startsWith('..') ? file : relative).replaceAll('\\', '/');
}

function expand(given: string, cwd: string): string[] {
  const at = path.resolve(cwd, given);
  const stat = statSync(at, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return listSql(at).map((file) => path.join(given, file));
  if (stat?.isFile()) return [given];
  if (/[*?]/.test(given)) return matchPattern(given, cwd);
  throw new LintProblem(
    `${given}: there is no such file or folder`,
    'check the path; it counts from the current folder',
  );
}

function listSql(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return all.filter((file) => /\.sql$/i.test(file) && !file.includes('node_modules'));
}

/** `*` is anything within a name, `**` any folders. Shells do this themselves unless the pattern is quoted. */
function matchPattern(pattern: string, cwd: string): string[] {
  const base = /^([^*?]*\/)?/.exec(pattern)?.[0] ?? '';
  const source = pattern
    .slice(base.length)
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*\*\/|\*\*|\*|\?/g, (one) => ({ '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*' })[one] ?? '[^/]');
  const matches = new RegExp(`^${source}$`);
  const root = path.resolve(cwd, base);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) return [];
  const all = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return all.filter((file) => matches.test(file.replaceAll('\\', '/'))).map((file) => path.join(base, file));
}

function read(file: string): string {
  try {
    // PostgreSQL's tools write no mark of the byte order, but editors do.
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw new LintProblem(`${file} cannot be read (${(error as NodeJS.ErrnoException).code})`, 'check its permissions');
  }
}
