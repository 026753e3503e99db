import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BuildFailure } from '../core/plan/build.ts';
import type { ImageBuilder } from '../core/ports.ts';
import { type BuildPaths, buildWords, digestIn, loginWords, pushWords } from './build-words.ts';
import { dockerConfig } from './docker-config.ts';
import { type ProgramResult, runProgram } from './run-program.ts';

/** Docker's default name, then podman's. */
export const BUILD_FILES = ['Dockerfile', 'Containerfile'];

/** The environment of a build. */
export interface BuildSurroundings {
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** Receives functions that clean up, for a process that leaves at once. */
  tidy: Set<() => void>;
  /** Called with the output of the build, which waits for it. */
  say(text: string): void | Promise<void>;
}

/** The file that describes how to build the image of a folder. `undefined` if there is none. */
export function findBuildFile(context: string): string | undefined {
  return BUILD_FILES.map((name) => path.join(context, name)).find((file) => existsSync(file));
}

/** Creates a builder that uses this program and this folder. */
export function createImageBuilder(
  program: ImageBuilder['program'],
  context: string,
  { env, cwd, tidy, say }: BuildSurroundings,
): ImageBuilder {
  return {
    program,
    async build(build, login, signal) {
      const folder = await mkdtemp(path.join(tmpdir(), 'ecs-migrate-build-'));
      // Even a second signal must not leave a registry password behind.
      const remove = () => rmSync(folder, { recursive: true, force: true });
      tidy.add(remove);
      const paths: BuildPaths = {
        context,
        file: findBuildFile(context) ?? '',
        idFile: path.join(folder, 'id'),
        digestFile: path.join(folder, 'digest'),
        login: path.join(folder, program === 'docker' ? 'docker' : 'auth.json'),
      };
      const perform = (words: readonly string[], input?: string) =>
        runProgram(program, words, {
          env,
          cwd,
          signal,
          tidy,
          input,
          onText: input === undefined ? say : undefined,
        });
      try {
        if (login !== undefined) {
          if (program === 'docker') await dockerConfig(env, paths.login);
          const done = await perform(loginWords(program, build, login.user, paths), login.password);
          if (done.code !== 0) return { ok: false, failure: failureOf('log in', done) };
        }
        const to = build.push ? `, and pushing it to ${build.repository}` : '';
        await say(`ecs-migrate: building ${build.context} with ${program}${to} (--build)\n`);
        const made = await perform(buildWords(build, paths));
        if (made.code !== 0 || signal.aborted) return { ok: false, failure: failureOf('build', made) };
        if (!build.push) return { ok: true, value: (await readFile(paths.idFile, 'utf8')).trim() };
        const pushed = await perform(pushWords(program, build, paths, login !== undefined));
        if (pushed.code !== 0) return { ok: false, failure: failureOf('push', pushed) };
        const digest = digestIn(program === 'podman' ? await readFile(paths.digestFile, 'utf8') : pushed.tail);
        if (digest === undefined) {
          return { ok: false, failure: { ...failureOf('push', pushed), ended: 'the program reported no digest' } };
        }
        return { ok: true, value: `${build.repository}@${digest}` };
      } finally {
        tidy.delete(remove);
        remove();
      }
    },
  };
}

const LAST_LINES = 5;

function failureOf(step: BuildFailure['step'], { code, problem, tail }: ProgramResult): BuildFailure {
  const lines = tail.split('\n').filter((line) => line.trim() !== '');
  return { step, ended: problem ?? `exit code ${code}`, lines: lines.slice(-LAST_LINES) };
}
