import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { LintProblem } from './problem.ts';

const run = promisify(execFile);

/** The absolute paths of files that were added or changed since a revision, including those that are not committed. */
export async function readGit(since: string, cwd: string): Promise<Set<string>> {
  if (since.startsWith('-')) throw new LintProblem(`--since: "${since}" is not valid`, 'expected a revision of git');
  const git = async (...words: string[]) => {
    const { stdout } = await run('git', words, { cwd, maxBuffer: 100_000_000 });
    return stdout;
  };
  let root: string;
  try {
    root = (await git('rev-parse', '--show-toplevel')).trim();
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const problem = missing ? 'git is not installed' : 'this folder is not in a repository of git';
    throw new LintProblem(
      `--since ${since}: ${problem}`,
      'leave --since out, or give --after NAME, which needs no git',
    );
  }
  let base: string;
  try {
    // What main has got meanwhile is not ours.
    base = (await git('merge-base', since, 'HEAD')).trim();
  } catch {
    throw new LintProblem(
      `--since ${since}: git knows no such revision, or none that it shares with this one`,
      'fetch it (git fetch origin; actions/checkout and CodeBuild fetch only one commit: fetch-depth: 0, git-clone-depth: 0)',
    );
  }
  const changed = await git('diff', '--name-only', '--diff-filter=d', '-z', base, '--');
  const untracked = await git('-C', root, 'ls-files', '--others', '--exclude-standard', '-z');
  return new Set(
    [...changed.split('\0'), ...untracked.split('\0')].filter(Boolean).map((file) => path.join(root, file)),
  );
}
