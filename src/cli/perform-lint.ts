import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { wordFinding } from '../core/findings/findings.ts';
import { SETTINGS } from '../core/settings/settings-table.ts';
import { findUsualFolders } from '../lint/find-files.ts';
import { errorsIn, type LintOptions, type LintResult, lint } from '../lint/lint.ts';
import { readPending } from '../lint/pending.ts';
import { LintProblem } from '../lint/problem.ts';
import { renderAnnotations, renderLintJUnit, renderSummary, renderText } from '../lint/render.ts';
import { LINT } from './declarations/lint.ts';
import { gatherSettings } from './gather-settings.ts';
import type { Io } from './io.ts';
import { findVersions } from './live-versions.ts';
import { paintFor } from './print/paint.ts';
import { UsageError } from './usage-error.ts';
import { VERSION } from './version.ts';

/** The exit code if there are findings: no migration has run, so it cannot be confused with a container's. */
const FOUND = 1;

/** Judges migrations and prints what is found. Returns the exit code. */
export async function performLint(argv: Record<string, unknown>, io: Io): Promise<number> {
  const reports = toTexts(argv['report']);
  const stranger = reports.find((file) => !/\.(xml|json)$/i.test(file));
  if (stranger !== undefined)
    throw new UsageError(`--report: "${stranger}" is not valid`, 'expected a file that ends in .xml or .json');
  const verbose = SETTINGS.verbose.kind.read(argv['verbose'] ?? false);
  if (verbose === undefined)
    throw new UsageError(`--verbose: "${argv['verbose']}" is not valid`, `expected ${SETTINGS.verbose.kind.expected}`);
  const { findings, ...resolved } = await gatherSettings(argv, [...LINT.settings, 'lintFiles', 'lintService'], io, {});
  const { settings } = resolved;
  for (const finding of findings) {
    const { cause, next } = wordFinding(finding);
    throw new UsageError(cause, next);
  }

  const given = toTexts(argv['files']);
  const own = given.length > 0 ? given : (settings.lintFiles ?? findUsualFolders(io.cwd));
  if (own.length === 0) {
    throw new UsageError('no SQL migrations are found here', 'name files or folders: ecs-migrate lint db/migrations');
  }
  const { lintSince: since, lintAfter: after, dialect, squawk = 'auto' } = settings;
  const options: LintOptions = {
    paths: own,
    since,
    after,
    dialect,
    squawk,
    pending: pendingOf(argv['pending'], io.cwd),
  };
  const services = argv['service'] === undefined ? (settings.lintService ?? []) : toNames(argv['service']);
  const judge = async () => {
    const versions = services.length === 0 ? undefined : await findVersions(services, resolved, io.cwd);
    return lint({ ...options, versions }, io);
  };
  const result = await judge().catch((error: unknown) => {
    throw error instanceof LintProblem ? new UsageError(error.message, error.fix) : error;
  });

  for (const file of reports) await writeReport(file, result, io.cwd);
  const code = errorsIn(result).length === 0 ? 0 : FOUND;
  if (settings.output === 'json') await io.stdout.write(jsonLines(result, code));
  else {
    await io.stdout.write(renderText(result, verbose));
    if (io.env['GITHUB_ACTIONS'] === 'true') await io.stdout.write(renderAnnotations(result));
    if (settings.quiet !== true) {
      await io.stderr.write(
        renderSummary(result, verbose)
          .map((line) => `ecs-migrate: ${line}\n`)
          .join(''),
      );
    }
  }
  const paint = paintFor(settings, io);
  const said = `ecs-migrate: ${code === 0 ? 'compatible' : 'breaking'} (exit code ${code})`;
  await io.stderr.write(`${code === 0 ? paint.green(said) : paint.red(said)}\n`);
  return code;
}

/** One line for each live revision, each finding and each exception, then the result. */
function jsonLines({ findings, allowed, live = [], ...rest }: LintResult, exitCode: number): string {
  const lines = [
    ...live.map((one) => ({ type: 'live', ...one })),
    ...findings.map((one) => ({ type: 'finding', ...one })),
    ...allowed.map((one) => ({ type: 'allowed', ...one })),
    { type: 'lint', outcome: exitCode === 0 ? 'compatible' : 'breaking', exitCode, ...rest, files: rest.files.length },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

async function writeReport(file: string, result: LintResult, cwd: string): Promise<void> {
  const tool = { name: 'ecs-migrate', version: VERSION };
  const text = /\.xml$/i.test(file) ? renderLintJUnit(result) : `${JSON.stringify({ tool, ...result }, null, 2)}\n`;
  const target = path.resolve(cwd, file);
  try {
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, text);
  } catch (error) {
    throw new UsageError(
      `--report: ${file} cannot be written (${(error as NodeJS.ErrnoException).code})`,
      'check its folder',
    );
  }
}

function pendingOf(given: unknown, cwd: string): string[] | undefined {
  if (given === undefined) return undefined;
  if (Array.isArray(given)) throw new UsageError(`--pending was given ${given.length} times`, 'give it once');
  const file = String(given);
  const origin = file === '-' ? 'standard input' : file;
  try {
    const text = readFileSync(file === '-' ? 0 : path.resolve(cwd, file), 'utf8');
    return readPending(text, `--pending: ${origin}`);
  } catch (error) {
    if (error instanceof LintProblem) throw new UsageError(error.message, error.fix);
    const code = (error as NodeJS.ErrnoException).code;
    throw new UsageError(`--pending: ${origin} cannot be read (${code})`, 'check the path');
  }
}

/** `--service web --service worker`, or `--service web,worker`. */
function toNames(given: unknown): string[] {
  const names = SETTINGS.lintService.kind.read(toTexts(given));
  if (names !== undefined) return names;
  throw new UsageError(`--service: "${given}" is not valid`, `expected ${SETTINGS.lintService.kind.expected}`);
}

function toTexts(given: unknown): string[] {
  return given === undefined ? [] : [given].flat().map(String);
}
