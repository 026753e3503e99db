/**
 * The documented exit codes of the command line. A container may return any of them, so scripts should use `outcome`.
 */
export const EXIT_CODES = {
  succeeded: 0,
  skipped: 0,
  previewed: 0,
  'nothing-pending': 0,
  'changed-since-approval': 64,
  invalid: 64,
  refused: 64,
  unreachable: 69,
  bug: 70,
  'migrated-not-continued': 73,
  'try-later': 75,
  paused: 75,
  unknown: 76,
  denied: 77,
  'timed-out': 124,
  'never-started': 125,
  stopped: 125,
  'no-exit-code': 125,
  uncertain: 125,
} as const;

/** The container's exit code as the exit code of our process: 0 to 255. Any other code becomes 255. */
export function processExitCode(containerExitCode: number): number {
  return Number.isInteger(containerExitCode) && containerExitCode >= 0 && containerExitCode <= 255
    ? containerExitCode
    : 255;
}

/** 128 plus the signal's number, as in shells. SIGHUP counts as SIGTERM. */
export function signalExitCode(signal: string): number {
  return signal === 'SIGTERM' || signal === 'SIGHUP' ? 143 : 130;
}
