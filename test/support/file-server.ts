import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { temporaryDirectory } from './temporary.ts';

export interface FileServer extends AsyncDisposable {
  /** Such as `http://127.0.0.1:5000`. */
  origin: string;
  /** Requests such as `GET /name`, in order. */
  requests: string[];
  /** If the server uses TLS: the certificate to trust. */
  certificate: string;
}

/**
 * Serves files by path for HEAD and GET. This is enough of S3 for `aws s3 cp`, of a registry for `npm pack`, and of the
 * web for curl. Files may depend on the origin, because a registry names itself.
 */
export async function startFileServer(
  filesAt: (origin: string) => Readonly<Record<string, Buffer | string>>,
  { tls = false } = {},
): Promise<FileServer> {
  const folder = temporaryDirectory();
  const certificate = path.join(folder.path, 'certificate.pem');
  const requests: string[] = [];
  let files: Readonly<Record<string, Buffer | string>> = {};
  const answer: RequestListener = ({ method = '', url = '' }, response) => {
    requests.push(`${method} ${url}`);
    const file = files[url];
    if (file === undefined) return void response.writeHead(404).end();
    const content = Buffer.from(file);
    const etag = `"${createHash('md5').update(content).digest('hex')}"`;
    const headers = { 'content-length': content.length, 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT', etag };
    response.writeHead(200, headers).end(method === 'HEAD' ? undefined : content);
  };
  const key = path.join(folder.path, 'key.pem');
  if (tls) {
    const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
    execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', certificate, ...subject], { stdio: 'ignore' });
  }
  const server = tls
    ? createHttpsServer({ key: readFileSync(key), cert: readFileSync(certificate) }, answer)
    : createHttpServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  files = filesAt(origin);
  return {
    origin,
    requests,
    certificate,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      folder[Symbol.dispose]();
    },
  };
}
