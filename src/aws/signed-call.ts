import { addAbortSignal, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Answer } from '../core/base/failure.ts';
import { callOnce } from './call.ts';
import type { Clients } from './clients.ts';
import { Sha256 } from './sha256.ts';

/** A call of a service of which so little is used that its client would be far larger than all our calls. */
export interface SignedCall {
  /** The IAM action. */
  operation: string;
  /** The service's name in the signature. */
  service: string;
  region: string;
  headers: Record<string, string>;
  body: string;
  /** Where to send it. May throw. */
  urlOf(): URL;
}

export interface Answered {
  body: string;
  $metadata: { requestId?: string };
}

/** Makes one attempt, with the connections, credentials and clock of the other calls. */
export function makeSignedCall(
  { operation, service, region, headers, body, urlOf }: SignedCall,
  { ecs, context }: Pick<Clients, 'ecs' | 'context'>,
  until: AbortSignal,
): Promise<Answer<Answered>> {
  return callOnce(
    operation,
    async () => {
      const url = urlOf();
      const signer = new SignatureV4({ service, region, credentials: ecs.config.credentials, sha256: Sha256 });
      const signed = await signer.sign(
        {
          method: 'POST',
          protocol: url.protocol,
          hostname: url.hostname,
          ...(url.port === '' ? {} : { port: Number(url.port) }),
          path: url.pathname,
          query: {},
          headers: { host: url.host, 'content-length': `${Buffer.byteLength(body)}`, ...headers },
          body,
        },
        { signingDate: new Date(context.now() + ecs.config.systemClockOffset) },
      );
      const { response } = (await ecs.config.requestHandler.handle(signed as never, {
        abortSignal: until,
      })) as unknown as {
        response: { statusCode: number; headers: Record<string, string>; body: Readable };
      };
      const answered = await text(addAbortSignal(until, response.body));
      const requestId = response.headers['x-amzn-requestid'] ?? /<requestId>([^<]+)</i.exec(answered)?.[1];
      const $metadata = { httpStatusCode: response.statusCode, ...(requestId === undefined ? {} : { requestId }) };
      if (response.statusCode !== 200) throw Object.assign(refusalOf(answered), { $metadata });
      return { body: answered, $metadata };
    },
    context,
  );
}
/** An error of AWS: in JSON, or in XML as EC2 has it. */
function refusalOf(body: string): Error {
  const name = /"__type"\s*:\s*"(?:[^"#]*#)?(\w+)/.exec(body)?.[1] ?? /<Code>([\w.]+)</.exec(body)?.[1];
  const message = /"[Mm]essage"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(body)?.[1];
  const said = message === undefined ? /<Message>([^<]*)</.exec(body)?.[1] : (JSON.parse(message) as string);
  return Object.assign(new Error(said ?? ''), { name: name ?? 'UnknownError' });
}
