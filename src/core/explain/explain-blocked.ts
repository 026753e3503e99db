import { formatDuration } from '../base/duration.ts';
import type { CallFailure } from '../base/failure.ts';

/** What to do if something between this machine and AWS blocks the requests. */
export function fixBlocked({ name, message, proxy }: CallFailure): string {
  if (proxy !== undefined && name === 'PROXY_REFUSED') {
    return message.includes('answered 407')
      ? `put a user and a password into ${proxy}, before the host; or, if the host can be reached without the proxy, put the host into NO_PROXY`
      : 'configure the proxy to allow the host; or, if the host can be reached without the proxy, put it into NO_PROXY';
  }
  const whose = proxy === undefined ? 'the server that answers' : `the proxy in ${proxy}`;
  if (/^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/.test(name)) {
    return `check the clock of this machine: at its time, the certificate of ${whose} is not valid; if the clock is right, have the certificate renewed`;
  }
  if (name === 'ERR_TLS_CERT_ALTNAME_INVALID' || name === 'HOSTNAME_MISMATCH') {
    return `check the host name of the endpoint or the proxy: the certificate of ${whose} is for another name`;
  }
  if (/^(CERT|UNABLE|SELF_SIGNED|DEPTH|ERROR_IN_CERT|INVALID_|PATH_LENGTH|ERR_TLS_CERT)/.test(name)) {
    return `a proxy that inspects TLS sends a certificate of its own. If yours does, give the file of its certificate authority in NODE_EXTRA_CA_CERTS (trusted in addition to the usual authorities) or AWS_CA_BUNDLE (trusted instead of them)`;
  }
  return 'check the endpoint and the proxy variables: the server that answers does not support a common version of TLS (is it http:// instead of https://?)';
}

/** The explanation names the times of both clocks. */
export function explainClock(
  { clock = { here: 0, aws: 0 } }: CallFailure,
  said: string,
): { cause: string; next: string } {
  const offMs = clock.here - clock.aws;
  const times = `here it is ${time(clock.here)}, at AWS ${time(clock.aws)}`;
  if (Math.abs(offMs) < 60_000) {
    return {
      cause: `AWS rejects the time of the signature, although the clocks agree (${times}): ${said}`,
      next: 'look for a proxy that changes the Date header of responses, because signatures use it; then run again; nothing was launched',
    };
  }
  const minutes = Math.round(Math.abs(offMs) / 60_000);
  const off = `${formatDuration(minutes * 60_000)} ${offMs > 0 ? 'ahead' : 'behind'}`;
  return {
    cause: `the clock of this machine is ${off} (${times}), and AWS rejects signatures that are more than five minutes off: ${said}`,
    next: 'set the clock (sudo timedatectl set-ntp true; if a virtual machine, WSL or Docker was suspended, restart it), then run again; nothing was launched',
  };
}

const time = (at: number): string => new Date(at).toISOString().replace(/\.\d+/, '');
