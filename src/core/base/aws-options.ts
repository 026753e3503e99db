/** How to reach AWS. Structurally typed: no SDK type is part of the public API. */
export interface AwsOptions {
  region?: string;
  profile?: string;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** An IAM role to assume with these credentials; renewed before it expires. */
  roleArn?: string;
  externalId?: string;
  trace?: (trace: Trace) => void;
}

/** The result of one AWS call, for `--verbose`. */
export interface Trace {
  operation: string;
  ms: number;
  requestId: string | undefined;
  /** AWS's error name. Absent after a success. */
  error: string | undefined;
}
