/** What remains to be done if the process must exit before its command has ended. */
export interface Leaving {
  /** Returns the last message, with a line end: how to follow a task that may still be running. */
  say: (toldToStop: boolean) => string;
  /** True once ECS has accepted a StopTask. */
  toldToStop: boolean;
  /** Calls that launch or stop a task and that AWS has not answered yet. */
  pending: Set<Promise<unknown>>;
  /**
   * Called at the second signal. If it returns true, the process goes on: a second Ctrl-C on a terminal then only stops
   * what runs.
   */
  again?: (signal: Signal) => boolean;
  /** Called just before the exit. They remove the live line from the terminal, and delete files with credentials. */
  tidy: Set<() => void>;
}

/** What must be known to leave at a second signal; empty at first. */
export function newLeaving(): Leaving {
  return { say: () => '', toldToStop: false, pending: new Set(), tidy: new Set() };
}

export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/**
 * One Ctrl-C may arrive twice: from the terminal, and from npm, which passes it on. With pnpm the second is a SIGTERM,
 * because pnpm ends at once and ends the programs that it has started. Milliseconds.
 */
const ECHO_MS = 1_000;

/**
 * Handles signals. The first starts an orderly end, the second exits at once, and the third does not even wait for
 * calls that AWS has not answered. Signals within one second of a counted one are ignored as its echo. SIGHUP (the
 * terminal has gone) counts as SIGTERM.
 */
export function signalHandler(
  now: () => number,
  act: {
    begin(signal: Signal): void;
    again?(signal: Signal): boolean;
    leave(exitCode: number): void;
    leaveNow(exitCode: number): void;
  },
): (signal: Signal) => void {
  const counted: number[] = [];
  /** How many signals have begun an orderly end. */
  let begins = 1;
  return (signal) => {
    const kind = signal === 'SIGHUP' ? 'SIGTERM' : signal;
    const at = now();
    const last = counted.at(-1);
    if (last !== undefined && at - last < ECHO_MS) return;
    counted.push(at);
    const exitCode = kind === 'SIGINT' ? 130 : 143;
    if (counted.length === 2 && act.again?.(signal) === true) begins = 2;
    else if (counted.length === 1) act.begin(signal);
    else if (counted.length === begins + 1) act.leave(exitCode);
    else act.leaveNow(exitCode);
  };
}

/**
 * How long to wait for the answer to a pending call. GitHub kills the process 2.5 s after its last signal.
 * Milliseconds.
 */
const PENDING_MS = 2_000;
/** After a launch is answered, time for the call that stops its task to begin. Milliseconds. */
const FOLLOW_UP_MS = 50;

/** Waits for the calls that launch or stop a task, and for the calls that follow from them. */
export async function waitForAnswers({ pending }: Leaving, sleep: (ms: number) => Promise<void>): Promise<void> {
  let over = false;
  const bound = sleep(PENDING_MS).then(() => {
    over = true;
  });
  while (pending.size > 0 && !over) {
    await Promise.race([Promise.allSettled(pending), bound]);
    await Promise.race([sleep(FOLLOW_UP_MS), bound]);
  }
}

/** Records a call until it is answered. */
export function trackCall(leaving: Leaving, operation: 'run' | 'stop', call: Promise<{ ok: boolean }>): void {
  const answered = call.then(
    ({ ok }) => {
      leaving.toldToStop ||= ok && operation === 'stop';
    },
    () => {},
  );
  const kept: Promise<void> = answered.finally(() => leaving.pending.delete(kept));
  leaving.pending.add(kept);
}

/** Performs the remaining clean-up. If one part fails, the others still run. */
export function tidyUp({ tidy }: Leaving): void {
  for (const one of tidy) {
    try {
      one();
    } catch {
      // There is nothing more that we could do.
    }
  }
  tidy.clear();
}
