import type { Result } from '../core/base/result.ts';

/** The text of an object in S3, and its version. */
export interface StoredText {
  text: string;
  etag: string;
}

/** Objects in S3, by `s3://BUCKET/KEY`. */
export interface Objects {
  /** `undefined` if there is no such object. */
  read(uri: string): Promise<Result<StoredText | undefined, string>>;
  /**
   * Replaces the object whose version is `etag`, or creates it if that is undefined. `changed`: somebody else has
   * written it in the meantime.
   */
  write(uri: string, text: string, etag: string | undefined): Promise<Result<string, string | 'changed'>>;
}
