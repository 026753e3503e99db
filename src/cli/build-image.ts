import { statSync } from 'node:fs';
import path from 'node:path';
import { chooseRunner } from '../containers/choose-runtime.ts';
import { BUILD_FILES, createImageBuilder, findBuildFile } from '../containers/image-builder.ts';
import type { Result } from '../core/base/result.ts';
import type { Finding } from '../core/findings/findings.ts';
import type { ImageBuilder } from '../core/ports.ts';
import type { Resolved } from '../core/settings/source.ts';
import type { Io } from './io.ts';

/** Checks what `--build` needs on this machine, before anything else happens: the folder, and docker or podman. */
export async function prepareBuild({ settings, origins }: Resolved, io: Io): Promise<Result<ImageBuilder, Finding>> {
  const asked = settings.build ?? '';
  const context = path.resolve(io.cwd, asked);
  const problem = problemOf(context);
  const origin = origins.build ?? '--build';
  if (problem !== undefined) {
    const fix = 'give a folder with a Dockerfile or Containerfile';
    return { ok: false, failure: { code: 'usage', problem: `${origin} ${asked}: ${problem}`, fix } };
  }
  const choice = await chooseRunner(settings.runner ?? 'auto', io.env);
  const runtime = choice.ok ? choice.value.runtime : undefined;
  if (runtime === undefined) {
    const why = choice.ok ? 'neither docker nor podman answers' : choice.failure.problem;
    const fix = 'start one of them; or build and push the image in an earlier step, and give it as --image';
    return { ok: false, failure: { code: 'usage', problem: `${origin} needs docker or podman: ${why}`, fix } };
  }
  const around = {
    env: io.env,
    cwd: io.cwd,
    tidy: io.leaving.tidy,
    say: (text: string) => (settings.quiet ? undefined : io.stderr.write(text)),
  };
  return { ok: true, value: createImageBuilder(runtime.name, context, around) };
}

function problemOf(context: string): string | undefined {
  if (!statSync(context, { throwIfNoEntry: false })?.isDirectory()) return 'there is no such folder';
  return findBuildFile(context) ? undefined : `there is no ${BUILD_FILES.join(' or ')} in it`;
}
