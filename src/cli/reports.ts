import { appendFile, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Random } from '../core/base/clock.ts';
import type { Finding } from '../core/findings/findings.ts';
import { reportFormat } from '../core/settings/report-formats.ts';
import { SETTINGS } from '../core/settings/settings-table.ts';
import type { Report } from '../report/report.ts';

/** In each of our JUnit files. */
const OUR_SUITE = '<testsuites name="ecs-migrate"';

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
      const { renderReport, furtherFile } = await import('../report/formats.ts');
      const rendered = renderReport(file, report());
      for (const one of rendered) await replaceFile(one.file, one.text, random);
      await removeOldFiles((number) => furtherFile(file, number), rendered.length + 1);
    });
  }
  if (summary !== undefined) {
    await attempt(summary, async () => {
      const { renderMarkdown, MARKDOWN_BYTES } = await import('../report/markdown.ts');
      // GitHub refuses the summary of a step as a whole if it is too long, with what other commands have written.
      const size = await stat(summary).then(
        (there) => there.size,
        () => 0,
      );
      await appendFile(summary, `${renderMarkdown(report(), Math.max(0, MARKDOWN_BYTES - size))}\n`);
    });
  }
  return failed;
}

/**
 * Removes the further files of an earlier report that had more targets: they would be read with those of this one. Files
 * that are not ours stay.
 */
async function removeOldFiles(nameOf: (number: number) => string, from: number): Promise<void> {
  if (!nameOf(1).endsWith('.xml')) return;
  for (let number = from; ; number += 1) {
    const text = await readFile(nameOf(number), 'utf8').catch(() => '');
    if (!text.includes(OUR_SUITE)) return;
    await rm(nameOf(number));
  }
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
