/**
 * The key of an object as the path of its URL. S3 signs more characters in their escaped form than
 * `encodeURIComponent` escapes.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export const pathOfKey = (key: string): string => key.split('/').map(escapeAll).join('/');

const escapeAll = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
