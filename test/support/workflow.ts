import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { startProcess } from './process.ts';

interface Step {
  id?: string;
  uses?: string;
  with?: Record<string, string>;
  run?: string;
  env?: Record<string, string>;
  'working-directory'?: string;
}

export interface Job {
  uses?: string;
  needs?: string | string[];
  if?: string;
  environment?: string;
  outputs?: Record<string, string>;
  steps?: Step[];
  permissions?: Record<string, string>;
}

export interface Workflow {
  on: Record<string, unknown>;
  jobs: Record<string, Job>;
}

export const readWorkflow = (file: string): Workflow => parse(readFileSync(file, 'utf8'));

export interface JobPlay {
  job: Job;
  /** The folder of the job's workspaces. Artifacts are passed on between them. */
  folder: string;
  name: string;
  env: Record<string, string>;
  /** Performs `actions/checkout`. */
  checkout: (to: string) => Promise<void>;
}

/** Plays the steps of a job as a Linux runner does, up to the first failure. Returns their output. */
export async function playJob({ job, folder, name, env, checkout }: JobPlay): Promise<string> {
  const workspace = path.join(folder, name);
  const artifacts = path.join(folder, 'artifacts');
  mkdirSync(workspace);
  let written = '';
  for (const step of job.steps ?? []) {
    const given = step.with ?? {};
    const [action = ''] = step.uses?.split('@') ?? [];
    const artifact = path.join(artifacts, given['name'] ?? '');
    if (action === 'actions/checkout') await checkout(path.join(workspace, given['path'] ?? '.'));
    else if (action === 'actions/download-artifact') cpSync(artifact, workspace, { recursive: true });
    else if (action === 'actions/upload-artifact') {
      for (const file of (given['path'] ?? '').trim().split('\n')) {
        if (!existsSync(path.join(workspace, file))) throw new Error(`${name}: there is no ${file} to upload`);
        cpSync(path.join(workspace, file), path.join(artifact, file), { recursive: true });
      }
    } else if (action !== '' && action !== 'actions/setup-node') throw new Error(`not played: ${step.uses}`);
    if (step.run === undefined) continue;
    if (step.run.includes('${{')) throw new Error(`an expression becomes a part of the script: ${step.run}`);
    const cwd = path.join(workspace, step['working-directory'] ?? '.');
    await using running = startProcess('bash', ['-e', '-c', step.run], { cwd, env });
    const { exitCode, stdout, stderr } = await running.ended;
    written += stdout + stderr;
    if (exitCode !== 0) throw new Error(`${name}: ${step.run}: exit code ${exitCode}\n${stdout}${stderr}`);
  }
  return written;
}

/** A script that replaces a program: it appends its arguments to a file. */
export const noting = (program: string, file: string) => `#!/bin/sh\necho "${program} $*" >> '${file}'\n`;
