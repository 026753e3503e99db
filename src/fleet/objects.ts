import type { Result } from '../core/base/result.ts';

/** The text of an object in S3, and its version. */
export interface StoredText {
  text: string;
  etag: string;
}

/** Why an object could not be read or written. `changed`: somebody else has written it in the meantime. */
export interface ObjectFailure {
  kind: 'changed' | 'denied' | 'other';
  problem: string;
}

/** Objects in S3, by `s3://BUCKET/KEY`. Trouble that may pass is waited for. */
export interface Objects {
  /** `undefined` if there is no such object. */
  read(uri: string): Promise<Result<StoredText | undefined, ObjectFailure>>;
  /**
   * Replaces the object whose version is `etag`, or creates it if that is undefined. `changed` can also mean a write of
   * this process whose answer was lost.
   */
  write(uri: string, text: string, etag: string | undefined): Promise<Result<string, ObjectFailure>>;
}
