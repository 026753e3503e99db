import { existsSync, rmSync, statSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chooseRunner } from '../containers/choose-runtime.ts';
import { dockerConfig } from '../containers/docker-config.ts';
import { type ProgramResult, runProgram } from '../containers/run-program.ts';
import type { Finding } from '../core/findings/findings.ts';
import { type BuildFailure, type BuildPaths, buildWords, digestIn, loginWords, pushWords } from '../core/plan/build.ts';
import type { ImageBuilder } from '../core/ports.ts';
import type { Resolved } from '../core/settings/source.ts';
import type { Io } from './io.ts';

/** As docker has them by default; the second name is podman's. */
const NAMES = ['Dockerfile', 'Containerfile'];

/** Finds what `--build` needs on this machine, before anything else is done: the folder, and docker or podman. */
export async function prepareBuild(
  { settings, origins }: Resolved,
  io: Io,
): Promise<{ builder: ImageBuilder } | { finding: Finding }> {
  const asked = settings.build ?? '';
  const context = path.resolve(io.cwd, asked);
  const problem = problemOf(context);
  const origin = origins.build ?? '--build';
  if (problem !== undefined) {
    const mend = 'give a folder with a Dockerfile or Containerfile';
    return { finding: { code: 'usage', problem: `${origin} ${asked}: ${problem}`, mend } };
  }
  const choice = await chooseRunner(settings.runner ?? 'auto', io.env).catch((error: Error) => error);
  if (choice instanceof Error || choice.runtime === undefined) {
    const why = choice instanceof Error ? choice.message : 'neither docker nor podman answers';
    const mend = 'start one of them; or build and push the image in an earlier step, and give it as --image';
    return { finding: { code: 'usage', problem: `${origin} needs docker or podman: ${why}`, mend } };
  }
  return { builder: imageBuilder(choice.runtime.name, context, settings.quiet === true, io) };
}

function problemOf(context: string): string | undefined {
  if (!statSync(context, { throwIfNoEntry: false })?.isDirectory()) return 'there is no such folder';
  return fileOf(context) ? undefined : `there is no ${NAMES.join(' or ')} in it`;
}

function fileOf(context: string): string | undefined {
  return NAMES.map((name) => path.join(context, name)).find((file) => existsSync(file));
}

/** What is built by this program, from this folder. What it writes goes to stderr, unless all is quiet. */
function imageBuilder(program: ImageBuilder['program'], context: string, quiet: boolean, io: Io): ImageBuilder {
  const say = (text: string) => (quiet ? Promise.resolve() : io.stderr.write(text));
  return {
    program,
    async build(build, login, signal) {
      const folder = await mkdtemp(path.join(tmpdir(), 'ecs-migrate-build-'));
      // A second signal must not leave a registry's password behind.
      const remove = () => rmSync(folder, { recursive: true, force: true });
      io.leaving.tidy.add(remove);
      const paths: BuildPaths = {
        context,
        file: fileOf(context) ?? '',
        idFile: path.join(folder, 'id'),
        digestFile: path.join(folder, 'digest'),
        login: path.join(folder, program === 'docker' ? 'docker' : 'auth.json'),
      };
      const perform = (words: readonly string[], input?: string) =>
        runProgram(program, words, {
          env: io.env,
          cwd: io.cwd,
          signal,
          tidy: io.leaving.tidy,
          input,
          onText: input === undefined ? say : undefined,
        });
      try {
        if (login !== undefined) {
          if (program === 'docker') await dockerConfig(io.env, paths.login);
          const done = await perform(loginWords(program, build, login.user, paths), login.password);
          if (done.code !== 0) return { failed: failure('log in', done) };
        }
        const to = build.push ? `, and pushing it to ${build.repository}` : '';
        await say(`ecs-migrate: building ${build.context} with ${program}${to} (--build)\n`);
        const made = await perform(buildWords(build, paths));
        if (made.code !== 0 || signal.aborted) return { failed: failure('build', made) };
        if (!build.push) return { image: (await readFile(paths.idFile, 'utf8')).trim() };
        const pushed = await perform(pushWords(program, build, paths, login !== undefined));
        if (pushed.code !== 0) return { failed: failure('push', pushed) };
        const digest = digestIn(program === 'podman' ? await readFile(paths.digestFile, 'utf8') : pushed.tail);
        if (digest === undefined) return { failed: { ...failure('push', pushed), ended: 'it told no digest' } };
        return { image: `${build.repository}@${digest}` };
      } finally {
        io.leaving.tidy.delete(remove);
        remove();
      }
    },
  };
}

const LAST_LINES = 5;

function failure(step: BuildFailure['step'], { code, problem, tail }: ProgramResult): BuildFailure {
  const lines = tail.split('\n').filter((line) => line.trim() !== '');
  return { step, ended: problem ?? `exit code ${code}`, lines: lines.slice(-LAST_LINES) };
}
