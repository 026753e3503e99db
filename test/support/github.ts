import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type Running, startProcess } from './process.ts';

interface Action {
  inputs: Record<string, { default?: string }>;
  outputs: Record<string, object>;
  runs: { using: string; main: string };
}

export interface ActionPlay {
  /** The checkout of the action's repository. */
  action: string;
  inputs: Record<string, string>;
  env: Record<string, string>;
  /** The workspace. */
  cwd: string;
  /** The runner's temporary folder for the job. */
  temp: string;
  /** The Node that runs the action. A GitHub runner brings Node 24; the default is the tests' own. */
  node?: string;
  /** Called while the step runs. */
  during?: (step: Running) => Promise<void>;
}

/** Plays an action of one JavaScript file as the GitHub runner does. */
export async function playAction(play: ActionPlay) {
  const { runs, outputs, inputs }: Action = parse(readFileSync(path.join(play.action, 'action.yml'), 'utf8'));
  if (runs.using !== 'node24') throw new Error('not played');
  const stray = Object.keys(play.inputs).find((name) => !(name in inputs));
  if (stray !== undefined) throw new Error(`no input ${stray}`);

  const output = path.join(play.temp, 'output');
  writeFileSync(output, '');
  // All inputs, even those that are not given. A hyphen is not replaced.
  const given = Object.entries(inputs).map(([name, { default: value = '' }]) => [
    `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
    play.inputs[name] ?? value,
  ]);
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_RUN_ID: '1',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_JOB: 'migrate',
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: path.join(play.temp, 'summary.md'),
    RUNNER_TEMP: play.temp,
    ...play.env,
    ...Object.fromEntries(given),
  };
  await using running = startProcess(play.node ?? process.execPath, [path.join(play.action, runs.main)], {
    cwd: play.cwd,
    env,
  });
  await play.during?.(running);
  const finished = await running.ended;
  const written = Object.fromEntries(
    readFileSync(output, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const shown = Object.keys(outputs).map((name) => [name, written[name]]);
  return { ...finished, outputs: Object.fromEntries(shown) as Record<string, string | undefined> };
}
