import type { Result } from '../core/base/result.ts';
import { runProgram } from './run-program.ts';

export type RunnerName = 'docker' | 'podman' | 'process';

/** A container runtime that works. */
export interface Runtime {
  name: 'docker' | 'podman';
  /** In the runtime's own notation, such as `amd64`. */
  architecture: string;
}

/** What runs the containers and why, in words for users. Or why the requested runtime cannot run them. */
export type RunnerChoice = Result<
  /** Undefined if there is no runtime: containers then run as processes of this machine. */
  { runtime: Runtime | undefined; said: string },
  { problem: string; next: string }
>;

const PROBES = {
  docker: ['version', '--format', '{{.Server.Version}} {{.Server.Arch}}'],
  // `podman version` succeeds even if podman cannot run anything.
  podman: ['info', '--format', '{{.Version.Version}} {{.Host.Arch}}'],
} as const;

const PROBE_MS = 10_000;

/** Finds what can run containers. */
export async function chooseRunner(
  asked: RunnerName | 'auto',
  env: Readonly<Record<string, string | undefined>>,
): Promise<RunnerChoice> {
  const asProcesses = (said: string): RunnerChoice => ({ ok: true, value: { runtime: undefined, said } });
  if (asked === 'process') return asProcesses('containers run as processes on this machine, as you asked');
  const names = asked === 'auto' ? (['docker', 'podman'] as const) : [asked];
  const probes = await Promise.all(names.map((name) => probe(name, env)));
  const found = probes.find((it) => it.ok);
  if (found?.ok) {
    const { version, ...runtime } = found.value;
    const why = asked === 'auto' ? 'it answers' : 'as asked';
    return { ok: true, value: { runtime, said: `${runtime.name} ${version} runs the containers: ${why}` } };
  }
  if (asked !== 'auto') {
    const problem = probes.map((it) => (it.ok ? '' : it.failure)).join();
    const next = `start ${asked}, or give another --runner`;
    return { ok: false, failure: { problem: `--runner ${asked}: ${problem}`, next } };
  }
  return asProcesses('containers run as processes on this machine: neither docker nor podman answers');
}

async function probe(
  name: Runtime['name'],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Result<Runtime & { version: string }, string>> {
  const signal = AbortSignal.timeout(PROBE_MS);
  const { code, problem, stdout, stderr } = await runProgram(name, PROBES[name], { env, signal, killAtOnce: true });
  const [version = '', architecture = ''] = stdout.trim().split(' ');
  if (code === 0 && architecture !== '') return { ok: true, value: { name, architecture, version } };
  return { ok: false, failure: problem ?? (stderr.trim().split('\n').at(-1) || `exit code ${code}`) };
}
