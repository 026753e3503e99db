import type { PerformOptions } from '../api.ts';
import { namesFile } from '../core/ecs/task-definition.ts';
import type { Finding } from '../core/findings/findings.ts';
import type { Resolved } from '../core/settings/source.ts';
import type { Io } from './io.ts';

/** The contents of files that settings name, and what is wrong with them. */
export interface FilesRead {
  files: Pick<PerformOptions, 'taskDefinition' | 'runTaskInput' | 'images'>;
  findings: Finding[];
}

/**
 * Reads the files that settings name. Their readers are loaded only if there is such a file, because the schemas take
 * most of the start-up time.
 */
export async function readFiles({ settings }: Resolved, { cwd, env }: Pick<Io, 'cwd' | 'env'>): Promise<FilesRead> {
  const findings: Finding[] = [];
  const files: FilesRead['files'] = {};
  if (settings.taskDefinition !== undefined && namesFile(settings.taskDefinition)) {
    const { readTaskDefinition } = await import('../config/task-definition-file.ts');
    const read = await readTaskDefinition(settings.taskDefinition, cwd);
    if (read.ok) files.taskDefinition = read.value;
    else findings.push(...read.failure);
  }
  if (settings.imageFrom !== undefined) {
    const { readImages } = await import('../config/image-files.ts');
    const reads = await Promise.all(settings.imageFrom.map((file) => readImages(file, cwd, env)));
    findings.push(...reads.flatMap((read) => (read.ok ? [] : [read.failure])));
    files.images = reads.flatMap((read) => (read.ok ? [read.value] : []));
  }
  if (settings.runTaskInput !== undefined) {
    const { readRunTaskInput } = await import('../config/run-task-input.ts');
    const read = await readRunTaskInput(settings.runTaskInput, cwd);
    if (read.ok) files.runTaskInput = read.value;
    else findings.push(read.failure);
  }
  return { files, findings };
}
