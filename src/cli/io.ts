import type { Leaving } from './leaving.ts';

/** A stream that the command line writes to. */
export interface Sink {
  /**
   * Returns a promise if more can only be written later. If the reader has gone, the text is dropped without an error.
   */
  write(text: string): void | Promise<void>;
  isTTY: boolean;
  /** Current width in columns. Undefined if it is not a terminal. */
  readonly columns: number | undefined;
  /** Current height in lines. Undefined if it is not a terminal. */
  readonly rows: number | undefined;
  /** Whether the output goes into a regular file, so that nobody watches it. */
  isFile: boolean;
}

/** The process, as the command line sees it. */
export interface Io {
  stdout: Sink;
  stderr: Sink;
  /** Whether stdout and stderr are read in one place, such as a terminal or the log of a build. */
  together: boolean;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** The user's id. Absent on Windows. */
  uid: number | undefined;
  /** Aborts at the first SIGINT, SIGTERM or SIGHUP. The reason is the signal's name. */
  interrupt: AbortSignal;
  /** Asks a question that can be answered with yes. Absent if nobody sits at a terminal. */
  ask?: (question: string, signal: AbortSignal) => Promise<boolean>;
  /** What remains to be done if a second signal ends the process. */
  leaving: Leaving;
}
