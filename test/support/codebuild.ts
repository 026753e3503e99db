import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { BARE_ENV } from './paths.ts';
import { startProcess } from './process.ts';
import { temporaryDirectory } from './temporary.ts';

const PHASES = ['install', 'pre_build', 'build', 'post_build'] as const;
type PhaseName = (typeof PHASES)[number];

interface Phase {
  commands?: string[];
  finally?: string[];
}

interface Buildspec {
  version: number;
  env?: { variables?: Record<string, string>; 'exported-variables'?: string[] };
  reports?: Record<string, { files: string[]; 'file-format'?: string }>;
  phases: Partial<Record<PhaseName, Phase>>;
}

export interface Build {
  status: 'SUCCEEDED' | 'FAILED';
  /** The phases that ran, in order. */
  phases: { name: PhaseName; status: 'SUCCEEDED' | 'FAILED' }[];
  /** The exit code of each command, by the command. */
  exitCodes: Record<string, number>;
  stdout: string;
  stderr: string;
  /** The exported variables that are set. */
  exported: Record<string, string>;
  /** The files of the report groups, by name. Missing files are left out. */
  reports: Record<string, string>;
}

export interface BuildOptions {
  /** The source directory. */
  cwd: string;
  /** The environment variables of the project. They override those of the buildspec. */
  env: Readonly<Record<string, string>>;
  /** The id of the build, without the project. Default: always the same. */
  id?: string;
}

/**
 * Plays a buildspec as CodeBuild does. The commands of a phase run in order up to the first failure, then its
 * `finally`. After a failed BUILD, POST_BUILD still runs; after a failed INSTALL or PRE_BUILD nothing more runs.
 */
export async function playBuildspec(text: string, options: BuildOptions): Promise<Build> {
  const spec = readBuildspec(text);
  using scratch = temporaryDirectory();
  const shell = createShell(scratch.path, options.cwd, {
    ...BARE_ENV,
    ...spec.env?.variables,
    ...options.env,
    ...codebuildVariables(options.cwd, options.id),
  });
  const build: Build = {
    status: 'SUCCEEDED',
    phases: [],
    exitCodes: {},
    stdout: '',
    stderr: '',
    exported: {},
    reports: {},
  };

  const runs = async (commands: readonly string[] = []): Promise<boolean> => {
    for (const command of commands) {
      const { exitCode, stdout, stderr } = await shell(command, build.status);
      build.exitCodes[command] = exitCode;
      build.stdout += stdout;
      build.stderr += stderr;
      if (exitCode !== 0) return false;
    }
    return true;
  };

  for (const name of PHASES) {
    const phase = spec.phases[name];
    if (phase === undefined) continue;
    const succeeded = await runs(phase.commands);
    if (!succeeded) build.status = 'FAILED';
    if (!(await runs(phase.finally))) build.status = 'FAILED';
    build.phases.push({ name, status: succeeded ? 'SUCCEEDED' : 'FAILED' });
    if (!succeeded && name !== 'build') break;
  }
  for (const name of spec.env?.['exported-variables'] ?? []) {
    const { exitCode, stdout } = await shell(`printenv ${name}`, build.status);
    if (exitCode === 0) build.exported[name] = stdout.trimEnd();
  }
  for (const file of Object.values(spec.reports ?? {}).flatMap(({ files }) => files)) {
    const place = path.join(options.cwd, file);
    if (existsSync(place)) build.reports[file] = readFileSync(place, 'utf8');
  }
  return build;
}

/**
 * Runs all commands as in one shell, like CodeBuild: each command is a process that passes on its variables and
 * directory.
 */
function createShell(scratch: string, cwd: string, env: Readonly<Record<string, string>>) {
  const script = path.join(scratch, 'script.sh');
  const variables = path.join(scratch, 'env.sh');
  const directory = path.join(scratch, 'dir.txt');
  writeFileSync(variables, '');
  writeFileSync(directory, cwd);
  return async (command: string, status: Build['status']) => {
    const lines = [
      `. '${variables}'`,
      `export CODEBUILD_BUILD_SUCCEEDING=${status === 'SUCCEEDED' ? 1 : 0}`,
      command,
      'CODEBUILD_LAST_EXIT=$?',
      `export -p > '${variables}'`,
      `pwd > '${directory}'`,
      'exit $CODEBUILD_LAST_EXIT',
    ];
    writeFileSync(script, lines.join('\n'));
    await using running = startProcess('sh', [script], { cwd: readFileSync(directory, 'utf8').trimEnd(), env });
    return await running.ended;
  };
}

/** The variables that CodeBuild sets when CodePipeline starts it. */
function codebuildVariables(cwd: string, build = '0b2a5b4e-1f0a-4a57-9d3e-6a1b2c3d4e5f'): Record<string, string> {
  const id = `shop-migrate:${build}`;
  return {
    CODEBUILD_BUILD_ID: id,
    CODEBUILD_BUILD_ARN: `arn:aws:codebuild:us-east-1:000000000000:build/${id}`,
    CODEBUILD_BUILD_NUMBER: '7',
    CODEBUILD_INITIATOR: 'codepipeline/shop',
    CODEBUILD_RESOLVED_SOURCE_VERSION: '3f786850e387550fdab836ed7e6dc881de23001b',
    CODEBUILD_SRC_DIR: cwd,
    CODEBUILD_START_TIME: String(Date.now()),
  };
}

const KNOWN: Readonly<Record<string, readonly string[]>> = {
  buildspec: ['version', 'env', 'phases', 'reports'],
  env: ['variables', 'exported-variables'],
  phases: PHASES,
  install: ['runtime-versions', 'commands', 'finally'],
  pre_build: ['commands', 'finally'],
  build: ['commands', 'finally'],
  post_build: ['commands', 'finally'],
};

/**
 * Rejects members that are not implemented: otherwise a test could pass for a build that CodeBuild runs differently.
 */
function readBuildspec(text: string): Buildspec {
  const spec: Buildspec = parse(text);
  if (spec.version !== 0.2) throw new Error(`not played: buildspec version ${spec.version}`);
  for (const [name, part] of Object.entries({ buildspec: spec, env: spec.env, phases: spec.phases, ...spec.phases })) {
    const unknown = Object.keys(part ?? {}).filter((key) => !KNOWN[name]?.includes(key));
    if (unknown.length > 0) throw new Error(`not played: ${unknown.join(', ')} in ${name}`);
  }
  return spec;
}
