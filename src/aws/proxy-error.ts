import { type NamedProxy, shownProxy } from './proxies.ts';

/** A proxy did not let a request through, so nothing was sent to AWS. */
export class ProxyError extends Error {
  /** The system's error code, or `PROXY_REFUSED`. */
  readonly code: string;
  /** The variable that named the proxy. */
  readonly variable: string;
  /** Whether a retry is pointless: the proxy understood the request and refused it. */
  readonly isFinal: boolean;

  private constructor(proxy: NamedProxy, problem: string, code: string, isFinal: boolean) {
    super(`the proxy ${shownProxy(proxy)} ${problem}`);
    this.name = code;
    this.code = code;
    this.variable = proxy.variable;
    this.isFinal = isFinal;
  }

  /** The proxy answered CONNECT with a status other than 200. */
  static refused(proxy: NamedProxy, status: number, host: string): ProxyError {
    const word = status === 407 ? ' (it requires a user and a password)' : '';
    return new ProxyError(proxy, `answered ${status} when asked for ${host}${word}`, 'PROXY_REFUSED', status < 500);
  }

  static unreachable(proxy: NamedProxy, error: NodeJS.ErrnoException): ProxyError {
    return new ProxyError(
      proxy,
      `could not be reached: ${error.message || error.code}`,
      error.code ?? error.name,
      isOfCertificate(error),
    );
  }
}

/** Error codes of OpenSSL and Node for certificates that are not trusted. */
const CERTIFICATE =
  /^(CERT_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|ERROR_IN_CERT|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH_EXCEEDED|ERR_TLS_CERT)/;

/** Whether the error means that the server's certificate is not trusted. */
export const isOfCertificate = ({ code }: { code?: string | undefined }): boolean => CERTIFICATE.test(code ?? '');
