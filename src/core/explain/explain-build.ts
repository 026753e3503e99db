import type { Mask } from '../base/mask.ts';
import type { Explained } from '../base/outcome.ts';
import { type BuildFailure, type ImageBuild, registryOf } from '../plan/build.ts';

/** Why `--build` failed, with the output of docker or podman, and what to do. */
export function explainBuild(
  { build, program, failed }: { build: ImageBuild; program: string; failed: BuildFailure },
  mask: Mask,
): Explained {
  const { step, ended, lines } = failed;
  const registry = registryOf(build.repository);
  const what = {
    'log in': `${program} could not log in to ${registry}`,
    build: `${program} could not build ${build.context}`,
    push: `${program} could not push to ${build.repository}`,
  }[step];
  const next = {
    'log in': `check that ${program} can reach ${registry}`,
    build: `fix the problem in the output above; to build by hand: ${program} build ${build.context}`,
    push: `check that the repository exists, and that this machine is logged in and may push: ${program} login ${registry}`,
  }[step];
  const said = lines.length === 0 ? '' : `:\n${lines.map(mask).join('\n')}`;
  return {
    reasons: [step.replace(' ', '-')],
    cause: `${what} (${ended})${said}`,
    next: `${next}; nothing was launched`,
  };
}
