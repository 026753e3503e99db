import type { RunContext } from '../core/ports.ts';
import type { CommandName } from '../core/settings/setting-row.ts';
import type { Resolved } from '../core/settings/source.ts';
import { endedBeforeLaunch, type RunResult } from './base/endings.ts';
import type { Files } from './plan/make-plan.ts';

/** A command: what it does, and what the CLI and the library must know about it. */
export interface Command {
  name: CommandName;
  perform(resolved: Resolved, files: Files, context: RunContext): Promise<RunResult>;
  /**
   * Whether its settings are complete before AWS is called. For the other commands, the settings are shown once tags
   * have been read.
   */
  knowsItsSettings?: boolean;
  /** Whether it follows a task and its log. */
  readsLog?: boolean;
  /** Whether it needs the contents of the files that settings name. */
  readsFiles?: boolean;
  /** Whether no task can be running if the command is left at once. */
  leavesNothing?: boolean;
  /** Whether it writes a job summary, on CI systems that show one. */
  hasJobSummary?: boolean;
}

// Each command imports only what it needs, so that `plan` starts quickly.

export const RUN: Command = {
  name: 'run',
  perform: async (resolved, files, context) => (await import('./run.ts')).run(resolved, files, context),
  readsLog: true,
  readsFiles: true,
  hasJobSummary: true,
};

export const PLAN: Command = {
  name: 'plan',
  perform: async (resolved, files, context) => (await import('./plan/show-plan.ts')).showPlan(resolved, files, context),
  readsFiles: true,
  leavesNothing: true,
};

const PREVIEW: Command = {
  name: 'preview',
  perform: async (resolved, files, context) => (await import('./preview.ts')).preview(resolved, files, context),
  readsLog: true,
  readsFiles: true,
  hasJobSummary: true,
};

/** Runs the migration that a deployment waits for, then continues the deployment or rolls it back. */
const HOOK: Command = {
  name: 'hook',
  perform: async (resolved, files, context) => (await import('./run-hook.ts')).runHook(resolved, files, context),
  readsLog: true,
  readsFiles: true,
  hasJobSummary: true,
};

const attachTo = (task: string): Command => ({
  name: 'attach',
  perform: async (resolved, _, context) => (await import('./run.ts')).attach(task, resolved, context),
  knowsItsSettings: true,
  readsLog: true,
});

const stopTask = (task: string): Command => ({
  name: 'stop',
  perform: async (resolved, _, context) => (await import('./run.ts')).stop(task, resolved, context),
  knowsItsSettings: true,
  readsLog: true,
});

/** Lists the migrations of all locks, or of one lock. */
const listMigrations = (lock: string | undefined): Command => ({
  name: 'list',
  async perform(resolved, _, context) {
    const { list } = await import('./list.ts');
    return endedBeforeLaunch(await list(lock, resolved, context));
  },
  leavesNothing: true,
});

export const COMMANDS = { RUN, PLAN, PREVIEW, HOOK, attachTo, stopTask, listMigrations };
