// Plants bugs of the kinds that comparable tools have, one at a time, and checks that the simulation finds each. If a
// search has become slow, `npm run planted-bugs -- --renew` looks for seeds that find the bugs early.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const MOST_RUNS = 4_000;
const SEED = 20261121;

const verdict = 'core/verdict/verdict.ts';
const guard = 'core/run/guard.ts';
const launch = 'core/run/launch.ts';
const launchCalls = 'migrate/launch/launch-calls.ts';
const tail = 'migrate/follow/tail.ts';
const lines = 'migrate/follow/emit-lines.ts';

/** Each bug is a list of [file, original text, text with the bug]. */
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: source text
const BUGS = {
  'no client token that outlives the process': [
    [
      launchCalls,
      'clientToken: context.digest(`${marks.identity} ${attempt}`).slice(0, 64)',
      'clientToken: context.random.uuid()',
    ],
  ],
  'a new client token for each try': [
    [
      launchCalls,
      'context.tasks.run(request)',
      'context.tasks.run({ ...request, clientToken: context.random.uuid() })',
    ],
  ],
  'the attempt rises after a lost answer': [
    [
      launch,
      'if (mayHaveLaunched || inUse) return',
      "if (mayHaveLaunched) return refuse(state, attempt, [{ reason: 'Capacity is unavailable at this time.' }], context);\n    if (inUse) return",
    ],
  ],
  'the first container is judged': [
    [verdict, 'const ours = containerOf(task, ref.container);', 'const ours = task.containers[0];'],
  ],
  'no exit code is zero': [
    [
      verdict,
      "{ kind: 'stopped', exitCode: undefined, stop } : { kind: 'no-exit-code', stop };",
      "{ kind: 'succeeded' } : { kind: 'succeeded' };",
    ],
  ],
  'zero counts although the task was told to stop': [
    [verdict, "if (prompted) return { kind: 'stopped', exitCode: 0, stop };", ''],
  ],
  'what all turns of a function may take counts from the launch, by another clock': [
    [
      'migrate/steps/watch-in-turn.ts',
      'limitsOf(resolved, whose, deadlineAt)',
      'limitsOf(resolved, whose, from.launchedAt + deadlineAt - context.clock.now())',
    ],
  ],
  'a turn that dies launches under a new token': [
    [launch, 'leastAttempt: state.leastAttempt ?? 1 }', 'leastAttempt: state.leastAttempt ?? 2 }'],
    [
      launch,
      'Math.max(pending.attempt, leastAttempt, refused + 1)',
      'Math.max(pending.attempt, state.leastAttempt ?? Math.ceil(context.random * 9), refused + 1)',
    ],
  ],
  'the exit code is cut to eight bits': [['core/base/exit-code.ts', '    : 255;', '    : containerExitCode & 255;']],
  'the log position is a timestamp': [
    [
      lines,
      'message: written } of page) {',
      'message: written } of [...page].filter((one) => one.timestamp > (lastTimestamp ?? 0))) {',
    ],
  ],
  'reading stops with the task': [
    ['core/verdict/log-cursor.ts', 'return reading.readAt - quietSince(reading, closing) >= quietMs;', 'return true;'],
  ],
  'service tasks of the family count': [
    [
      guard,
      'task.marks?.identity === facts.identity || isServiceTask(task)',
      'task.marks?.identity === facts.identity',
    ],
  ],
  'a task told to stop does not count': [
    [guard, 'isOther(task, facts) && !isOver(task)', "isOther(task, facts) && task.desiredStatus !== 'STOPPED'"],
  ],
  'MISSING after the launch is an error': [
    [verdict, 'const MISSING_AFTER_LAUNCH_MS = 60_000;', 'const MISSING_AFTER_LAUNCH_MS = 0;'],
  ],
  'a throttled DescribeTasks is a failure': [
    ['core/run/schedule.ts', 'return forMs >= BLIND_PATIENCE_MS;', 'return true;'],
  ],
  'a sidecar that ended with 0 proves that ours was first': [
    [verdict, 'return exitCode !== 143;', 'return ![0, 143].includes(exitCode);'],
  ],
  'a task has started when ECS says so': [
    [
      'core/ecs/task.ts',
      '  const ending = toldToStop(task);',
      '  if (!toldToStop(task)) return false;\n  const ending = true;',
    ],
  ],
  'the clocks are taken to agree': [['core/base/clock-lead.ts', 'return time + leadOf(lead);', 'return time;']],
  'a token that has expired is kept': [[tail, "return kind === 'refused' &&", 'return false &&']],
  'a good end is read to the quiet window alone': [
    ['core/verdict/log-cursor.ts', 'if (failed || lastSecondsFrom === undefined) return false;', 'return false;'],
  ],
  'an interrupt stops nothing': [
    [
      'migrate/follow/watch-calls.ts',
      'await (patiently\n      ? requestStop(ref, why, stopSignal, context)\n      : tryToStopUnstarted(ref, why, context))',
      '{ ok: true, value: undefined }',
    ],
  ],
  'another migration of the execution is followed': [
    [guard, 'asked && sameMigration(rival.marks, facts) && !toldToStop(rival)', 'asked'],
  ],
  'a task that we stopped before it started counts as ours': [
    [guard, 'neverRan(task) && readOwnStop(task) !== undefined', 'false'],
  ],
  'a token in use is given up for the next': [
    [
      launch,
      '? tryTokenAgain(state, attempt, failure, context)',
      "? refuse(state, attempt, [{ reason: 'Capacity is unavailable at this time.' }], context)",
    ],
  ],
  'refusals are not remembered': [
    ['migrate/launch/launch.ts', 'await context.attempts?.rememberRefused(calls.facts.identity, step.refused);', ''],
  ],
  'a lost answer is taken for a refusal': [
    [launchCalls, "mayHaveLaunched ||= !answer.ok && answer.failure.kind === 'lost';", ''],
  ],
};

const decide = 'core/retry/decide-retry.ts';
const again = 'migrate/again.ts';

/** Bugs of `--retries`, found by scenarios in which processes try again. */
const BUGS_OF_RETRIES = {
  'tries again before the task has stopped': [
    [decide, 'attempt.task === undefined || !hasStopped(attempt.task)', 'attempt.task === undefined'],
    [again, "verdict.kind === 'failed' ? await waitUntilStopped(ran, context) : ran.task", 'ran.task'],
    [launch, '&& !hasStopped(task))) {', '&& false)) {'],
  ],
  'one attempt too many': [[decide, 'if (number > rules.retries)', 'if (number > rules.retries + 1)']],
  'a run that was killed counts its attempts anew': [
    [
      again,
      'const number = ran.task?.marks?.series ?? 1;',
      "const number = whose === 'ours' ? (ran.task?.marks?.series ?? 1) : 1;",
    ],
  ],
  'an attempt that was stopped is tried again': [
    [decide, "return task.stopCode === 'EssentialContainerExited' || readOwnStop(task) === 'ended';", 'return true;'],
  ],
  'an attempt that a neighbour ended is tried again': [
    [decide, 'if (ref.essential.some((name) => name !== ref.container)) return false;', ''],
  ],
  'any code is tried again': [
    [decide, 'const found = classify(lines, ending.verdict.exitCode, rules.on);', 'const found = { on: rules.on[0] };'],
  ],
  'tries again although the log was not read to its end': [
    [decide, 'attempt.unread || lines.length === 0', 'false'],
    [
      decide,
      'const found = classify(lines, ending.verdict.exitCode, rules.on);',
      "const found = classify(['x'], ending.verdict.exitCode, rules.on);",
    ],
  ],
  'tries again although somebody else has migrated in between': [
    [launch, 'if (rival !== undefined) return endLaunch', 'if (false) return endLaunch'],
  ],
  'the time-out begins anew with each attempt': [
    [again, 'Math.floor(task?.marks?.began ?? task?.createdAt', 'Math.floor(task?.createdAt'],
    ['migrate/launch-plan.ts', 'const left = Math.max(1, marks.began + timeout - createdAt);', 'const left = timeout;'],
  ],
};
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: source text

const runTarget = 'fleet/run-target.ts';
const runFleet = 'fleet/run-fleet.ts';
const resume = 'core/fleet/resume.ts';

/** Bugs that show only if the process of a fleet is killed, and another one resumes it. */
const BUGS_OF_FLEETS = {
  'a launch is noted after it was made': [
    [
      runTarget,
      'intended ??= intend();\n    return (await intended) ? aws.tasks.run(request) : refused(UNWRITTEN);',
      'const answer = await aws.tasks.run(request);\n    await (intended ??= intend());\n    return answer;',
    ],
  ],
  'a launch does not wait until it is noted': [[runTarget, '(await intended)', 'intended']],
  'a launch long ago is made again': [
    [resume, "mayBeForgotten(intendedAt, now) ? 'look-for' : 'launch-again'", "'launch-again'"],
  ],
  'the last intent counts, not the first': [['core/fleet/replay-journal.ts', 'Math.min(known.intendedAt, at)', 'at']],
  'what was launched gets the next attempt': [
    [
      resume,
      "if (taskArn !== undefined) return { do: 'attach', attempt, taskArn };",
      "if (taskArn !== undefined) return { do: 'launch', attempt: attempt + 1 };",
    ],
  ],
  'an end is not noted': [[runFleet, 'if (result === undefined) return;', 'if (result !== undefined) return;']],
  'what nobody knows counts as done': [
    [runTarget, "return { result: forgotten(result), end: 'unknown' };", "return { result, end: 'succeeded' };"],
    [runTarget, "return { result: forgotten(result), end: 'unknown' };", "return { result, end: 'succeeded' };"],
  ],
  'a torn line stays in the journal': [
    ['fleet/journal-file.ts', "torn === undefined ? text : text.slice(0, text.lastIndexOf('\\n') + 1)", 'text'],
  ],
};

const FLEETS = 'test/simulation/fleet-kills.ts';

/** All bugs, and the module whose `check` finds them. */
const ALL = [
  ...Object.entries(BUGS).map(([name, edits]) => ({ name, edits, entry: 'test/simulation/check.ts' })),
  ...Object.entries(BUGS_OF_RETRIES).map(([name, edits]) => ({
    name,
    edits,
    entry: 'test/simulation/check-retries.ts',
  })),
  ...Object.entries(BUGS_OF_FLEETS).map(([name, edits]) => ({ name, edits, entry: FLEETS })),
];

/**
 * For each bug, a seed that finds it early. Any other seed finds it too, but later. `-- --renew` looks for new seeds,
 * `-- --renew NAME…` for those of some bugs.
 */
const SEEDS = 'test/simulation/planted-bugs.json';
const seeds = JSON.parse(readFileSync(SEEDS, 'utf8'));
const [, , flag, ...only] = process.argv;
const isRenewed = (name) => flag === '--renew' && (only.length === 0 || only.includes(name));

const folder = path.resolve('node_modules/.cache/ecs-migrate');
mkdirSync(folder, { recursive: true });

const gone = ALL.flatMap(({ edits }) => edits).filter(
  ([file, says]) => !readFileSync(`src/${file}`, 'utf8').includes(says),
);
for (const [file, says] of gone) console.error(`src/${file} does not say any more: ${says}`);
if (gone.length > 0) process.exit(1);

let survivors = 0;
const rows = [['planted bug', 'found after', 'by']];
for (const [index, { name, edits, entry }] of ALL.entries()) {
  const check = await plant(index, edits, entry);
  if (isRenewed(name)) seeds[name] = await (entry === FLEETS ? findStory : findSeed)(check);
  const found = await check({ seed: seeds[name] ?? SEED, runs: MOST_RUNS, shrink: false });
  if (found === undefined) survivors += 1;
  rows.push([name, found ? `${found.runs} runs` : `NOT IN ${MOST_RUNS} RUNS`, found?.violation.invariant ?? '']);
}
const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
for (const [bug, runs, by] of rows) console.log(`${bug.padEnd(widths[0])}  ${runs.padStart(widths[1])}  ${by}`);
if (survivors > 0) {
  console.error(`${survivors} planted bugs survived`);
  process.exitCode = 1;
}

if (flag === '--renew') writeFileSync(SEEDS, `${JSON.stringify(seeds, undefined, 2)}\n`);

/** Builds the check of the promises from code with a bug. */
async function plant(index, edits, entry) {
  const outfile = path.join(folder, `planted-${process.pid}-${index}.mjs`);
  const entryPoints = [entry];
  const plugins = [planting(edits)];
  // Packages contain no planted bug: all builds share one copy, which is already loaded and warm.
  const external = ['fast-check', '@aws-sdk/*', '@smithy/*'];
  const into = { outfile, bundle: true, format: 'esm', target: 'node20', platform: 'node' };
  await build({ entryPoints, ...into, external, plugins });
  const { check } = await import(outfile);
  rmSync(outfile);
  return check;
}

/** The first story of a fleet that finds the bug: each has a seed of its own. */
async function findStory(check) {
  return (await check({ seed: 1, runs: 200 }))?.seed;
}

/** Tries some dozens of seeds and returns the one that finds the bug first. `undefined` if none finds it soon. */
async function findSeed(check) {
  let best;
  for (let seed = 1, runs = 60; seed <= 60 && runs > 3; seed += 1) {
    const found = await check({ seed, runs, shrink: false });
    if (found === undefined) continue;
    best = seed;
    runs = found.runs - 1;
  }
  return best;
}

/** An esbuild plugin that edits source files before they are bundled. */
function planting(edits) {
  return {
    name: 'planting',
    setup({ onLoad }) {
      for (const file of new Set(edits.map(([name]) => name))) {
        onLoad({ filter: new RegExp(`/src/${file.replace('.', '\\.')}$`) }, ({ path: source }) => {
          const edited = edits
            .filter(([name]) => name === file)
            .reduce((text, [, says, lies]) => text.replace(says, () => lies), readFileSync(source, 'utf8'));
          return { contents: edited, loader: 'ts' };
        });
      }
    },
  };
}
