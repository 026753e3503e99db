import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  createServer as createPlainServer,
  request as forward,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import type { ServedEngine } from './cli.ts';

/** The reason if no certificates can be made. */
export const missingOpenssl =
  spawnSync('openssl', ['version']).status === 0 ? undefined : 'there is no openssl to make a certificate';

export interface TlsFront extends AsyncDisposable {
  port: number;
  /** The file of the self-signed certificate. */
  certificate: string;
}

/**
 * Acts like the real hosts of AWS in front of an engine: TLS, with a certificate for `*.us-east-1.amazonaws.com` that
 * no client trusts. STS returns the engine's own key.
 */
export async function startTlsFront({ endpoint, client }: ServedEngine, folder: string): Promise<TlsFront> {
  const [key, certificate] = [path.join(folder, 'key.pem'), path.join(folder, 'certificate.pem')];
  const subject = ['-subj', '/CN=aws.test', '-addext', 'subjectAltName=DNS:*.us-east-1.amazonaws.com'];
  const pair = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key];
  execFileSync('openssl', ['req', '-x509', '-days', '2', ...pair, ...subject, '-out', certificate], {
    stdio: 'ignore',
  });
  const { accessKeyId } = client.credentials;
  const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (incoming, answer) => {
    if (incoming.headers.host?.startsWith('sts.')) return answerAssumeRole(accessKeyId, incoming, answer);
    passOn(endpoint, incoming, answer, accessKeyId);
  });
  const port = await listening(server);
  return { port, certificate, [Symbol.asyncDispose]: async () => void server.close(() => {}) };
}

function answerAssumeRole(accessKeyId: string, incoming: IncomingMessage, answer: ServerResponse): void {
  incoming.resume();
  const keys = `<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>`;
  const credentials = `<Credentials>${keys}<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>`;
  answer.setHeader('content-type', 'text/xml');
  answer.end(
    `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>${credentials}</AssumeRoleResult></AssumeRoleResponse>`,
  );
}

/** Forwards a request to an engine, as if from this machine and signed with its key. */
function passOn(endpoint: string, incoming: IncomingMessage, answer: ServerResponse, accessKeyId: string): void {
  const { method, headers } = incoming;
  const authorization = headers.authorization?.replace(/Credential=[^/]+/, `Credential=${accessKeyId}`);
  const onward = forward(endpoint, {
    method,
    headers: { ...headers, host: new URL(endpoint).host, ...(authorization && { authorization }) },
  });
  onward.on('response', (its) => {
    answer.writeHead(its.statusCode ?? 502, its.headers);
    its.pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  incoming.pipe(onward);
}

export interface NetworkProxy extends AsyncDisposable {
  /** Without user and password. */
  host: string;
  /** The requests that it received: `CONNECT ecs.us-east-1.amazonaws.com:443`, or `POST http://…`. */
  asked: string[];
}

/**
 * A company's proxy, as in HTTPS_PROXY. It sends every host to one port, requires this user, or rejects with a status.
 */
export async function startNetworkProxy({
  to,
  user,
  status,
}: {
  to: number;
  user?: string;
  status?: number;
}): Promise<NetworkProxy> {
  const asked: string[] = [];
  const refusal = ({ headers }: IncomingMessage): number | undefined => {
    const wanted = user && `Basic ${Buffer.from(user).toString('base64')}`;
    return status ?? (wanted !== headers['proxy-authorization'] ? 407 : undefined);
  };
  const handle: RequestListener = (incoming, answer) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    const refused = refusal(incoming);
    if (refused !== undefined) return void answer.writeHead(refused).end('<html>no</html>');
    passOn(`http://127.0.0.1:${to}`, incoming, answer, '');
  };
  const server = createPlainServer(handle);
  server.on('connect', (incoming: IncomingMessage, socket: Duplex) => {
    asked.push(`CONNECT ${incoming.url}`);
    socket.on('error', () => {});
    const refused = refusal(incoming);
    if (refused !== undefined) {
      return void socket.end(
        `HTTP/1.1 ${refused} No\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 2\r\n\r\nno`,
      );
    }
    const onward = connect(to, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });
  const port = await listening(server);
  const close = async () => {
    server.close();
    server.closeAllConnections();
  };
  return { host: `127.0.0.1:${port}`, asked, [Symbol.asyncDispose]: close };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return (server.address() as AddressInfo).port;
}
