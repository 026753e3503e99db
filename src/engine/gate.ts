import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from './errors.ts';

/** How far the time of a signature can be from the clock of AWS, in milliseconds. */
const WINDOW_MS = 5 * 60_000;

/** `127.0.0.1`, `localhost` and `[::1]`, with or without a port. */
const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d+)?$/i;

/**
 * Rejects requests that do not come from a program on this machine. A web page can also send requests to a port of the
 * machine that displays it. The browser then sends the page's origin. With DNS rebinding, it sends the page's own host
 * name as the host.
 */
export function checkOrigin({ host = '', origin }: IncomingHttpHeaders): void {
  if (!LOOPBACK.test(host)) {
    throw new AwsError(
      'AccessDeniedException',
      `The local engine answers this machine only: "${host}" is no loopback host.`,
      403,
    );
  }
  if (origin !== undefined) {
    throw new AwsError(
      'AccessDeniedException',
      `The local engine answers no browser: it was sent from ${origin}.`,
      403,
    );
  }
}

/**
 * Rejects requests that are not signed with the engine's access key id, because other users of this machine can reach
 * the port too. The signature itself is not verified: a proxy can change what was signed. The time of the signature is
 * verified, as in AWS.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html
 */
export function checkCaller(headers: IncomingHttpHeaders, accessKeyId: string, now: number): void {
  const { authorization } = headers;
  if (authorization === undefined) {
    throw new AwsError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  }
  if (/Credential=([^/,\s]+)/.exec(authorization)?.[1] !== accessKeyId) {
    throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  const date = String(headers['x-amz-date'] ?? '');
  const [, day = '', time = ''] = /^(\d{8})T(\d{6})Z$/.exec(date) ?? [];
  if (day === '') return;
  const signedAt = Date.parse(
    `${day.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`,
  );
  // Dates in headers have no milliseconds.
  const second = Math.floor(now / 1_000) * 1_000;
  if (signedAt > second + WINDOW_MS) {
    refuseTime(
      `Signature not yet current: ${date} is still later than ${stamp(second + WINDOW_MS)} (${stamp(second)} + 5 min.)`,
    );
  }
  if (signedAt < second - WINDOW_MS) {
    refuseTime(
      `Signature expired: ${date} is now earlier than ${stamp(second - WINDOW_MS)} (${stamp(second)} - 5 min.)`,
    );
  }
}

function refuseTime(message: string): never {
  throw new AwsError('InvalidSignatureException', message);
}

/** Formats a time like `X-Amz-Date`, such as `20261121T120000Z`. */
const stamp = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
