import type { StopReason } from './stop-reason.ts';

/** More specific than an entry for a container that did not start. */
export const LINKS: readonly StopReason[] = [
  {
    code: 'link-not-running',
    family: 'dependency',
    pattern: /cannot link to a non[- ]running container/i,
    cause: 'a container that this one is linked to (links) was not running',
    next: 'check the exit code and the log of the linked container; make this container wait for it with dependsOn START or HEALTHY',
    retry: 'depends',
  },
];

export const DEPENDENCIES: readonly StopReason[] = [
  {
    code: 'dependency-failed',
    family: 'dependency',
    pattern: /dependency did(?: not|n't) exit successfully|dependen(?:t|cy)[^\n]{0,80} non-?zero/i,
    cause: 'a container that this one depends on (dependsOn SUCCESS) failed, so this one was never started',
    next: 'check the exit code and the log of the container that it depends on',
    retry: 'no',
  },
  {
    code: 'dependency-late',
    family: 'dependency',
    pattern: /dependency[^\n]*(?:timed out|time-?out)/i,
    cause: 'a container that this one depends on was not ready in time, so this one was never started',
    next: 'raise startTimeout of the container it depends on, or fix its health check; its log may say why it was slow',
    retry: 'depends',
  },
  {
    code: 'dependency-never-started',
    family: 'dependency',
    pattern: /dependency will never start|dependency graph|TaskDependencyError|dependencies cannot be resolved/i,
    cause: 'a container that this one depends on never started, or does not exist, so this one was never started',
    next: 'check the names in dependsOn, and find out why the container that it depends on did not start',
    retry: 'no',
  },
];
