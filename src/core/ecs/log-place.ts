/** Where the log of one container is. */
export interface LogStream {
  container: string;
  region: string;
  group: string;
  /** Absent for a container on EC2 without a stream prefix, until its runtime id is known. */
  stream?: string;
  /**
   * A log router writes the stream, so the lines arrive later. `record`: each line is in its own record. `line`: the
   * lines are unchanged.
   */
  routed?: 'record' | 'line';
}

/** Where a log is, as it is shown. */
export type LogPlace = Omit<LogStream, 'routed'>;
