import { lintAgainst } from './against-versions.ts';
import { findMySql } from './dialect.ts';
import { type Choice, chooseFiles } from './find-files.ts';
import type { Allowed, LintFinding } from './finding.ts';
import { lintFiles } from './lint-files.ts';
import { loadParser } from './parser.ts';
import { LintProblem } from './problem.ts';
import { findSquawk, runSquawk } from './squawk.ts';
import type { SqlFile } from './statements.ts';
import type { Version } from './versions.ts';

export interface LintOptions extends Choice {
  squawk: 'auto' | 'required' | 'off';
  /** Whose SQL it is. `auto`: PostgreSQL's, unless a file shows that it is MySQL's. */
  dialect?: 'auto' | 'postgres' | 'mysql' | undefined;
  /** The revisions that can take traffic, if ECS was asked. */
  versions?: readonly Version[] | undefined;
}

/** Where the lint works: the folder that paths count from, and the variables of the process (PATH). */
export interface LintPlace {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
}

export interface LintResult {
  files: string[];
  statements: number;
  /** Sorted by file and line. */
  findings: LintFinding[];
  allowed: Allowed[];
  /** `missing`: it is not installed, so what locks a table was not judged. */
  squawk: 'run' | 'missing' | 'off';
  passedOver: { wayBack: number; notSql: string[] };
  /** What can take traffic. Absent if ECS was not asked. */
  live?: LiveVersion[];
}

export interface LiveVersion {
  service: string;
  /** FAMILY:REVISION. */
  taskDefinition: string;
  because: string[];
  images: string[];
  /** The commit that its code is taken from; null if nobody can say. */
  commit: string | null;
  /** How many of the judged files its code does not know; null if nobody can say. */
  unknownFiles: number | null;
}

export const GET_SQUAWK = 'npm install --save-dev squawk-cli (or pip install squawk-cli), then run it again';

/** Judges SQL migrations. Throws a {@link LintProblem} if nothing can be judged. */
export async function lint(options: LintOptions, place: LintPlace): Promise<LintResult> {
  const versions = options.versions?.length ? options.versions : undefined;
  await refuseMySql(options, place);
  const { files, all, passedOver } = await choose(options, versions, place);
  const program = options.squawk === 'off' ? undefined : findSquawk(place.cwd, place.env);
  if (options.squawk === 'required' && program === undefined) {
    throw new LintProblem('squawk is required (--squawk), and is not installed', GET_SQUAWK);
  }
  const foreign = program === undefined ? [] : await runSquawk(program, files, place.cwd);
  const parser = await loadParser();
  const judged = new Set(files.map(({ file }) => file));
  const linted =
    versions === undefined
      ? lintFiles(files, parser, { together: isChosen(options), foreign })
      : lintAgainst(versions, { all, judged, foreign }, parser);
  const order = new Map(files.map(({ file }, index) => [file, index]));
  const placeOf = ({ file }: LintFinding) => order.get(file) ?? -1;
  const missing = options.squawk === 'off' ? 'off' : 'missing';
  return {
    ...linted,
    files: [...judged],
    findings: linted.findings.toSorted((a, b) => placeOf(a) - placeOf(b) || a.line - b.line),
    squawk: program === undefined ? missing : 'run',
    passedOver,
    ...(options.versions && { live: options.versions.map((one) => showVersion(one, [...judged])) }),
  };
}

/**
 * Some statements of MySQL look the same in PostgreSQL, but lock and fail otherwise. So no file of MySQL is judged, and
 * none beside it: the migrations of one folder are of one database.
 */
async function refuseMySql({ paths, dialect = 'auto' }: LintOptions, { cwd }: LintPlace): Promise<void> {
  if (dialect === 'postgres') return;
  const sign = dialect === 'mysql' ? undefined : findMySql((await chooseFiles({ paths }, cwd)).files);
  if (dialect === 'auto' && sign === undefined) return;
  const shown = sign === undefined ? '' : ` (${sign.file}:${sign.line}: ${sign.sign})`;
  throw new LintProblem(
    `the migrations are of MySQL or MariaDB${shown}, which this lint cannot judge, so nothing was judged`,
    `see docs/lint.md for what to look at by hand${sign === undefined ? '' : '; if the database is PostgreSQL, give --dialect postgres'}`,
  );
}

/** Whether the caller says which migrations are to be applied. */
function isChosen({ pending, since, after }: Choice): boolean {
  return pending !== undefined || since !== undefined || after !== undefined;
}

/** The files to judge: those that the caller chooses, else those that a version does not know. `all`: for what is new. */
async function choose(options: Choice, versions: readonly Version[] | undefined, { cwd }: LintPlace) {
  const chosen = await chooseFiles(options, cwd);
  if (versions === undefined) return { ...chosen, all: [] };
  if (isChosen(options)) return { ...chosen, all: (await chooseFiles({ paths: options.paths }, cwd)).files };
  const stranger = versions.find(({ commit }) => commit === undefined);
  if (stranger !== undefined) {
    const images = stranger.revision.containers.map(({ image }) => image).join(', ');
    throw new LintProblem(
      `nobody can say which migrations ${stranger.name} knows, which can take traffic: no tag of its images (${images}) is a commit or a tag of this repository`,
      'say which migrations are to be judged (--pending, --after or --since), name the container of your code (--container), or fetch all commits (fetch-depth: 0)',
    );
  }
  const isUnknown = ({ file }: SqlFile) => versions.some(({ knows }) => knows(file) !== 'known');
  return { ...chosen, files: chosen.files.filter(isUnknown), all: chosen.files };
}

function showVersion({ name, revision, commit, knows }: Version, files: readonly string[]): LiveVersion {
  const { service, because, containers } = revision;
  return {
    service,
    taskDefinition: name,
    because,
    images: containers.map(({ image }) => image),
    commit: commit ?? null,
    unknownFiles: commit === undefined ? null : files.filter((file) => knows(file) !== 'known').length,
  };
}

export function errorsIn({ findings }: Pick<LintResult, 'findings'>): LintFinding[] {
  return findings.filter(({ level }) => level === 'error');
}
