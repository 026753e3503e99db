import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from './errors.ts';

/** How far the time of a signature may be from the clock of AWS. */
const WINDOW_MS = 5 * 60_000;

/** `127.0.0.1`, `localhost` and `[::1]`, with or without a port. */
const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d+)?$/i;

/**
 * Refuses what does not come from a program of this machine. A web page can send requests to a port of its reader's
 * machine: a browser then names the page's origin, and the page's own host where its name was made to lead here (DNS
 * rebinding).
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
 * Refuses whoever does not know the engine's access key id: other users of this machine reach the port too. The signature
 * itself is not verified, for a proxy in front may change what was signed; but its time is, as AWS does it.
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

/** As `X-Amz-Date` has it, such as `20261121T120000Z`. */
const stamp = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
