/** What is still to be done when the process has to leave before its command has come to an end. */
export interface Leaving {
  /** What is said last, with its line's end: how to follow a task that may still be running. */
  say: (toldToStop: boolean) => string;
  /** ECS has accepted a StopTask. */
  toldToStop: boolean;
  /** Calls that launch or stop a task, while AWS has not answered. */
  pending: Set<Promise<unknown>>;
  /** Called just before: they take the live line off the terminal, and remove files with credentials. */
  tidy: Set<() => void>;
}

export function newLeaving(): Leaving {
  return { say: () => '', toldToStop: false, pending: new Set(), tidy: new Set() };
}

export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/**
 * One Ctrl-C may arrive twice: from the terminal, and from npm, which passes on what it gets. Of pnpm the second is a SIGTERM:
 * it ends at once, and ends what it has started.
 */
const ECHO_MS = 1_000;

/**
 * Answers signals: the first one begins an orderly end, a second one leaves at once, a third one does not even wait for
 * calls that are under way. What comes within a second of one belongs to it; SIGHUP (the terminal has gone) is a SIGTERM.
 */
export function signalHandler(
  now: () => number,
  act: { begin(signal: Signal): void; leave(exitCode: number): void; leaveNow(exitCode: number): void },
): (signal: Signal) => void {
  const counted: number[] = [];
  return (signal) => {
    const kind = signal === 'SIGHUP' ? 'SIGTERM' : signal;
    const at = now();
    const last = counted.at(-1);
    if (last !== undefined && at - last < ECHO_MS) return;
    counted.push(at);
    const exitCode = kind === 'SIGINT' ? 130 : 143;
    if (counted.length === 1) act.begin(signal);
    else if (counted.length === 2) act.leave(exitCode);
    else act.leaveNow(exitCode);
  };
}

/** How long a call that was under way may take to be answered. GitHub kills 2.5 s after its last signal. */
const PENDING_MS = 2_000;
/** A launch that was answered is followed by the call that stops it. */
const FOLLOW_UP_MS = 50;

/** Waits for the calls that launch or stop a task, and for those that follow from them. */
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

/** Keeps a call in mind until it is answered. */
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

/** Does what is left to do; one that fails must not keep the others from theirs. */
export function tidyUp({ tidy }: Leaving): void {
  for (const one of tidy) {
    try {
      one();
    } catch {
      // Nothing is left that could be done about it.
    }
  }
  tidy.clear();
}
