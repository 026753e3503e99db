/** Where one container's log is. */
export interface LogStream {
  container: string;
  region: string;
  group: string;
  /** Absent for a container on EC2 without a stream prefix until its runtime id is known. */
  stream?: string;
  /** A log router writes it, so that it comes later: each line in a record of its own, or as it is. */
  routed?: 'record' | 'line';
}

/** Where a log is, as it is told. */
export type LogPlace = Omit<LogStream, 'routed'>;
