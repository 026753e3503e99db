import { formatDuration } from '../base/duration.ts';
import type { CallFailure } from '../base/failure.ts';

/** What to do if something between this machine and AWS blocks the requests. */
export function fixBlocked({ name, message, proxy }: CallFailure): string {
  if (proxy !== undefined && name === 'PROXY_REFUSED') {
    return message.includes('answered 407')
      ? `put a user and a password into ${proxy}, before the host, or the host into NO_PROXY if it is reached without the proxy`
      : 'have the proxy allow the host, or put the host into NO_PROXY if it is reached without the proxy';
  }
  const whose = proxy === undefined ? 'who answers there' : `the proxy of ${proxy}`;
  if (/^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/.test(name)) {
    return `check the clock of this machine, for the certificate of ${whose} is not valid at its time; else have the certificate renewed`;
  }
  if (name === 'ERR_TLS_CERT_ALTNAME_INVALID' || name === 'HOSTNAME_MISMATCH') {
    return `check the host name in the endpoint or the proxy: the certificate of ${whose} is for another`;
  }
  if (/^(CERT|UNABLE|SELF_SIGNED|DEPTH|ERROR_IN_CERT|INVALID_|PATH_LENGTH|ERR_TLS_CERT)/.test(name)) {
    return `a proxy that opens TLS shows a certificate of its own: if yours does, name the file of its certificate authority in NODE_EXTRA_CA_CERTS (trusted besides the known ones) or AWS_CA_BUNDLE (instead of them)`;
  }
  return 'check the endpoint and the proxy variables: what answers there speaks no TLS that can be agreed on (http:// instead of https://?)';
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
      cause: `AWS does not take the time of the signature, though the clocks agree (${times}): ${said}`,
      next: 'look for a proxy that changes the Date of answers: signatures follow it; then run again; nothing was launched',
    };
  }
  const minutes = Math.round(Math.abs(offMs) / 60_000);
  const off = `${formatDuration(minutes * 60_000)} ${offMs > 0 ? 'ahead' : 'behind'}`;
  return {
    cause: `the clock of this machine is ${off} (${times}), and AWS takes no signature that is five minutes off: ${said}`,
    next: 'set the clock (sudo timedatectl set-ntp true; a virtual machine, WSL or Docker that was suspended: restart it), then run again; nothing was launched',
  };
}

const time = (at: number): string => new Date(at).toISOString().replace(/\.\d+/, '');
