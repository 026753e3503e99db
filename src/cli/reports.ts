import { appendFile, open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Random } from '../core/base/clock.ts';
import type { Finding } from '../core/findings/findings.ts';
import { reportFormat } from '../core/settings/report-formats.ts';
import { SETTINGS } from '../core/settings/settings-table.ts';
import type { Report } from '../report/report.ts';

/** Where reports go. */
export interface ReportPlaces {
  /** Absolute paths. */
  files: string[];
  /** The file of GitHub's job summary, to which Markdown is appended. */
  summary: string | undefined;
}

/** Returns the files that can be written, and a finding for each that cannot. Called before anything is launched. */
export async function findPlaces(
  { files, origin }: { files: readonly string[]; origin: string },
  summary: string | undefined,
  around: { cwd: string; random: Random },
): Promise<ReportPlaces & { findings: Finding[] }> {
  const places: ReportPlaces & { findings: Finding[] } = { files: [], summary, findings: [] };
  for (const file of new Set(files)) {
    if (reportFormat(file) === undefined) {
      places.findings.push({ code: 'bad-setting', origin, given: file, expected: SETTINGS.report.kind.expected });
      continue;
    }
    const target = path.resolve(around.cwd, file);
    const problem = await tryToWrite(target, around.random);
    if (problem === undefined) places.files.push(target);
    else
      places.findings.push({ code: 'file-problem', file, key: undefined, problem, fix: 'give --report another file' });
  }
  // Loaded before the run, because an update may have removed these files by its end.
  if (places.files.length > 0) await import('../report/formats.ts');
  if (summary !== undefined) await import('../report/markdown.ts');
  return places;
}

/** Writes every report. Returns a message for each that could not be written. Never throws. */
export async function writeReports(
  { files, summary }: ReportPlaces,
  report: () => Report,
  random: Random,
): Promise<string[]> {
  if (files.length === 0 && summary === undefined) return [];
  const failed: string[] = [];
  const attempt = async (file: string, write: () => Promise<void>) => {
    await write().catch((error: NodeJS.ErrnoException) => {
      failed.push(`the report ${file} could not be written (${error.code ?? error.message})`);
    });
  };
  for (const file of files) {
    await attempt(file, async () => {
      const { renderReport } = await import('../report/formats.ts');
      await replaceFile(file, renderReport(file, report()), random);
    });
  }
  if (summary !== undefined) {
    await attempt(summary, async () => {
      const { renderMarkdown } = await import('../report/markdown.ts');
      await appendFile(summary, `${renderMarkdown(report())}\n`);
    });
  }
  return failed;
}

/** Replaces a file as a whole: a reader sees either the old or the new content. */
async function replaceFile(file: string, text: string, random: Random): Promise<void> {
  const beside = besideOf(file, random);
  try {
    await writeFile(beside, text, { flag: 'wx' });
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw error;
  }
}

/**
 * Creates a temporary file next to the report, and deletes it again: permissions alone do not show whether a file can
 * be written.
 */
async function tryToWrite(file: string, random: Random): Promise<string | undefined> {
  const beside = besideOf(file, random);
  try {
    const there = await open(file, 'r').catch(() => undefined);
    const isFolder = (await there?.stat().finally(() => there.close()))?.isDirectory();
    if (isFolder) return 'it is a folder';
    await (await open(beside, 'wx')).close();
    await rm(beside);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const folder = path.dirname(file);
    return code === 'ENOENT' ? `there is no folder ${folder}` : `the folder ${folder} cannot be written (${code})`;
  }
}

function besideOf(file: string, random: Random): string {
  return `${file}.${random.uuid().slice(0, 8)}.tmp`;
}
