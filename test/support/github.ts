import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type Running, startProcess } from './process.ts';

interface Step {
  id: string;
  shell: string;
  'working-directory': string;
  env: Record<string, string>;
  run: string;
}

interface Action {
  inputs: Record<string, { default?: string }>;
  outputs: Record<string, { value: string }>;
  runs: { using: string; steps: Step[] };
}

/** Plays a composite action of one bash step as the runner does. */
export async function playAction(
  text: string,
  {
    inputs,
    env,
    cwd,
    temp,
    during,
  }: {
    inputs: Record<string, string>;
    env: Record<string, string>;
    cwd: string;
    temp: string;
    /** What happens to the step while it runs. */
    during?: (step: Running) => Promise<void>;
  },
) {
  const { runs, outputs, inputs: declared }: Action = parse(text);
  const [step, ...others] = runs.steps;
  if (runs.using !== 'composite' || step?.shell !== 'bash' || others.length > 0) throw new Error('not played');
  const stray = Object.keys(inputs).find((name) => !(name in declared));
  if (stray !== undefined) throw new Error(`no input ${stray}`);
  const filled = (expression: string) =>
    expression.replace(
      /\$\{\{ inputs\.([\w-]+) \}\}/g,
      (_, name: string) => inputs[name] ?? declared[name]?.default ?? '',
    );

  const output = path.join(temp, 'output');
  const script = path.join(temp, 'script.sh');
  writeFileSync(output, '');
  writeFileSync(script, step.run);
  const variables = {
    ...{ GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '1', GITHUB_RUN_ATTEMPT: '1', GITHUB_JOB: 'migrate' },
    ...{ GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: path.join(temp, 'summary.md'), RUNNER_TEMP: temp },
    ...env,
    ...Object.fromEntries(Object.entries(step.env).map(([name, expression]) => [name, filled(expression)])),
  };
  const args = ['--noprofile', '--norc', '-e', '-o', 'pipefail', script];
  await using running = startProcess('bash', args, {
    cwd: path.resolve(cwd, filled(step['working-directory'])),
    env: variables,
  });
  await during?.(running);
  const finished = await running.ended;
  const written = Object.fromEntries(
    readFileSync(output, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const shown = Object.entries(outputs).map(([name, { value }]) => {
    const source = /^\$\{\{ steps\.run\.outputs\.([\w-]+) \}\}$/.exec(value)?.[1] ?? '';
    return [name, written[source]];
  });
  return { ...finished, outputs: Object.fromEntries(shown) as Record<string, string | undefined> };
}
