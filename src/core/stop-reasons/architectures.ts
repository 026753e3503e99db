import type { StopReason } from './stop-reason.ts';

/**
 * The image is for another CPU architecture than the machine's. The error appears at the pull, or when the first
 * program starts.
 */
export const ARCHITECTURES: readonly StopReason[] = [
  {
    code: 'wrong-architecture',
    family: 'architecture',
    pattern:
      /exec format error|(?:not contain|no match|(?:not|n't) match|not support|unsupported|missing)[^\n]{0,60}(?:\bplatform\b|\b(?:linux|windows)\/(?:amd64|arm|386|s390x|ppc64))/i,
    cause: 'the image was built for another CPU architecture than the task runs on',
    next: 'build the image for this architecture (docker buildx build --platform), or set runtimePlatform.cpuArchitecture (X86_64 or ARM64) in the task definition',
    retry: 'no',
  },
];
