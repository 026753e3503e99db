import { codeOf, endsByItself, livedFrom, type ModelTask } from './ecs.ts';
import { isLive, type Model, type ModelRun } from './model.ts';

/** What is promised in every state; the broken promise, or `undefined`. */
export function brokenPromise(model: Model): string | undefined {
  return twice(model) ?? careless(model) ?? unearned(model) ?? falselySure(model) ?? unsaid(model);
}

/** One build, one migration: whatever is launched again, what was launched before has never begun. */
function twice({ ecs, now }: Model): string | undefined {
  const begun = ecs.tasks.filter((task) => {
    const life = livedFrom(task);
    return life !== undefined && life.from <= now;
  });
  const builds = begun.map(({ build }) => build);
  const double = builds.find((build, index) => builds.indexOf(build) !== index);
  return double === undefined ? undefined : `build ${double} has run its migration twice`;
}

/** Nobody launches while another migration is seen that may still touch the database. */
function careless({ runs }: Model): string | undefined {
  const index = runs.findIndex((run) => run.careless);
  return index < 0 ? undefined : `run ${index} has launched beside a migration that it had seen`;
}

/** A zero is that of the task that was followed, which has ended by itself. */
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

/** Who says that nothing was launched has launched nothing that will ever run. */
function falselySure({ ecs, runs }: Model): string | undefined {
  for (const [index, { ending }] of runs.entries()) {
    if (ending === undefined || !['aws', 'busy', 'placement'].includes(ending.kind)) continue;
    const task = ecs.tasks.find((one) => one.launchedBy === index && livedFrom(one) !== undefined);
    if (task !== undefined) return `a run says ${ending.kind}, and has launched task ${task.id}`;
  }
  return undefined;
}

/**
 * ECS has no lock: two builds may overlap. Then one that was there to see it has said so, if answers came in the time
 * that the race counts on.
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
