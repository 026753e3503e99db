/** A stream that the command line writes to. */
export interface Sink {
  /** Resolves when more may be written; a reader that has gone is no error, its text is dropped. */
  write(text: string): Promise<void>;
  isTTY: boolean;
  /** Whether it goes into a regular file: nobody reads along. */
  isFile: boolean;
  /** Width in columns on a terminal. */
  columns: number | undefined;
}

/** The process, as the command line sees it. */
export interface Io {
  stdout: Sink;
  stderr: Sink;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** Aborted by the first SIGINT or SIGTERM; the reason is the signal's name. */
  interrupt: AbortSignal;
  /** Called at a second signal, just before the process leaves at once. */
  lastWords: { text: string };
}
