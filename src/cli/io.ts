import type { Leaving } from './leaving.ts';

/** A stream that the command line writes to. */
export interface Sink {
  /** Answers a promise where more may be written only later; a reader that has gone is no error, its text is dropped. */
  write(text: string): void | Promise<void>;
  isTTY: boolean;
  /** Width in columns on a terminal, as it is now. */
  readonly columns: number | undefined;
  /** Whether it goes into a regular file: nobody reads along. */
  isFile: boolean;
}

/** The process, as the command line sees it. */
export interface Io {
  stdout: Sink;
  stderr: Sink;
  /** stdout and stderr are read in one place: a terminal, or the log of a build. */
  together: boolean;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** The user's id; absent on Windows. */
  uid: number | undefined;
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP; the reason is the signal's name. */
  interrupt: AbortSignal;
  /** What a second signal leaves to be done. */
  leaving: Leaving;
}
