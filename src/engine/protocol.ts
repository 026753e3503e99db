import type { IncomingMessage, ServerResponse } from 'node:http';
import type * as z from 'zod';
import { AwsError } from './errors.ts';

const MAX_BODY_BYTES = 2_097_152;

/** An HTTP response: a status and a body, which is JSON unless `type` says otherwise. */
export interface WireResponse {
  status: number;
  body: string;
  type?: string;
}

export const success = (output: object): WireResponse => ({ status: 200, body: JSON.stringify(output) });

export function failure(error: unknown): WireResponse {
  const known =
    error instanceof AwsError ? error : new AwsError('ServerException', `The local engine failed: ${error}`, 500);
  const body = { __type: known.type, message: known.message, ...known.members };
  return { status: known.status, body: JSON.stringify(body) };
}

export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new AwsError('RequestEntityTooLargeException', 'Request body is too large.', 413);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

export function headersOf({ body, type = 'application/x-amz-json-1.1' }: WireResponse, requestId: string) {
  return { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body), 'x-amzn-RequestId': requestId };
}

export function sendResponse(response: ServerResponse, result: WireResponse, requestId: string): void {
  response.writeHead(result.status, headersOf(result, requestId)).end(result.body);
}

/** The region in a signature's `Credential=KEY/20261121/eu-west-1/logs/aws4_request`. */
export const signedRegion = (authorization = ''): string | undefined =>
  /Credential=[^/,]+\/\d{8}\/([a-z0-9-]+)\//.exec(authorization)?.[1];

export function parseInput<S extends z.ZodType>(shape: S, body: string): z.infer<S> {
  let json: unknown;
  try {
    // AWS treats null like a missing member.
    json = JSON.parse(body === '' ? '{}' : body, (_key, value) => value ?? undefined);
  } catch {
    throw new AwsError('SerializationException', 'Could not parse the request body as JSON.');
  }
  const parsed = shape.safeParse(json, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw new AwsError('SerializationException', describeMismatch(parsed.error.issues[0]));
}

/** The message as the deserializer of the AWS services words it. */
function describeMismatch(issue: z.core.$ZodIssue | undefined): string {
  const expected = issue?.code === 'invalid_type' ? issue.expected : 'object';
  const given = issue?.input;
  if (expected === 'array') return 'Expected list or null';
  if (expected === 'object' || expected === 'record') return 'Expected structure or null';
  if (Array.isArray(given)) return 'Start of list found where not expected';
  if (typeof given === 'object') return 'Start of structure or map found where not expected.';
  const token = typeof given === 'boolean' ? `${given}`.toUpperCase() : `${typeof given}`.toUpperCase();
  const wanted = { string: 'a String', number: 'an Integer', boolean: 'a Boolean' }[expected as string] ?? expected;
  return `${token}_VALUE can not be converted to ${wanted}`;
}
