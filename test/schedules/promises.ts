import { codeOf, endsByItself, livedFrom, type ModelTask } from './ecs.ts';
import { isLive, type Model, type ModelRun } from './model.ts';

/** Checks what is promised in every state. Returns the broken promise, or `undefined`. */
export function brokenPromise(model: Model): string | undefined {
  return twice(model) ?? careless(model) ?? unearned(model) ?? falselySure(model) ?? unsaid(model);
}

/** One build, one migration: if a task is launched again, no earlier task of this build has ever started. */
function twice({ ecs, now }: Model): string | undefined {
  const begun = ecs.tasks.filter((task) => {
    const life = livedFrom(task);
    return life !== undefined && life.from <= now;
  });
  const builds = begun.map(({ build }) => build);
  const double = builds.find((build, index) => builds.indexOf(build) !== index);
  return double === undefined ? undefined : `build ${double} has run its migration twice`;
}

/** No run launches a task if it sees another migration that can still touch the database. */
function careless({ runs }: Model): string | undefined {
  const index = runs.findIndex((run) => run.careless);
  return index < 0 ? undefined : `run ${index} has launched beside a migration that it had seen`;
}

/** An exit code 0 comes from the followed task, which has ended by itself. */
function unearned({ ecs, runs, now }: Model): string | undefined {
  for (const { ending, task = -1 } of runs) {
    if (ending?.kind !== 'verdict') continue;
    const followed = ecs.tasks[task];
    if (followed === undefined) return 'a verdict without a task';
    const ended = (livedFrom(followed)?.to ?? Number.POSITIVE_INFINITY) <= now;
    const earned = ended && endsByItself(followed) && codeOf(followed) === 0;
    if (ending.verdict === 'succeeded' && !earned) return `task ${task} has not earned its zero`;
    if (ending.verdict === 'failed' && codeOf(followed) !== ending.exitCode) return `task ${task}: ${ending.exitCode}`;
    if (ending.verdict === 'never-started' && livedFrom(followed) !== undefined) return `task ${task} has started`;
  }
  return undefined;
}

/** A run that reports that nothing was launched has launched no task that will ever run. */
function falselySure({ ecs, runs }: Model): string | undefined {
  for (const [index, { ending }] of runs.entries()) {
    if (ending === undefined || !['aws', 'busy', 'placement'].includes(ending.kind)) continue;
    const task = ecs.tasks.find((one) => one.launchedBy === index && livedFrom(one) !== undefined);
    if (task !== undefined) return `a run says ${ending.kind}, and has launched task ${task.id}`;
  }
  return undefined;
}

/**
 * ECS has no lock, so two builds can overlap. Then a run that could see it has reported it, provided that responses
 * came within the time that the race assumes.
 */
function unsaid({ ecs, runs, slow }: Model): string | undefined {
  if (slow || runs.some(isLive)) return undefined;
  for (const one of ecs.tasks) {
    for (const other of ecs.tasks) {
      if (one.id >= other.id || one.build === other.build || !overlap(one, other)) continue;
      const witnesses = runs.filter((run) => run.at === 'done' && isWatched(run, [one.id, other.id]));
      if (witnesses.length > 0 && witnesses.every(({ said }) => said.length === 0)) {
        return `tasks ${one.id} and ${other.id} ran at the same time, and nobody said so`;
      }
    }
  }
  return undefined;
}

function isWatched({ task, whose, ending }: ModelRun, ids: number[]): boolean {
  return task !== undefined && ids.includes(task) && whose !== 'others' && ending?.kind === 'verdict';
}

function overlap(one: ModelTask, other: ModelTask): boolean {
  const [a, b] = [livedFrom(one), livedFrom(other)];
  return a !== undefined && b !== undefined && a.from < b.to && b.from < a.to;
}
