import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const IMAGE = 'localhost/ecs-migrate-test:1';
const APPLETS =
  'sh sleep echo cat seq true false ls env id wget httpd head tail kill test touch pwd mkdir df grep'.split(' ');

interface Podman extends Disposable {
  /** For the engine: a podman with its own storage, which can get images only from there. */
  env: Record<string, string>;
  /**
   * Everything that engines have created and not removed. Podman's lists fail in the moment in which an engine removes
   * something ("layer not known"): then they are asked again.
   */
  left(): string[];
  /** Containers of builds that were not removed. */
  working(): string[];
}

/**
 * A podman that runs containers on machines such as those of CI: as root, with cgroups in hybrid mode, without a
 * registry. If it cannot run containers, the reason.
 */
function aPodman(): Podman | string {
  if (spawnSync('podman', ['--version']).status !== 0) return 'there is no podman';
  if (!existsSync('/bin/busybox')) return 'there is no static busybox to make an image of';
  const root = mkdtempSync(path.join(tmpdir(), 'podman-test-'));
  const file = (name: string, text: string) => {
    writeFileSync(path.join(root, name), text);
    return path.join(root, name);
  };
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: root,
    XDG_RUNTIME_DIR: root,
    CONTAINERS_CONF: file(
      'containers.conf',
      `[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\nlock_type = "file"\ntmp_dir = "${root}/tmp"\n`,
    ),
    CONTAINERS_STORAGE_CONF: file(
      'storage.conf',
      `[storage]\ndriver = "overlay"\ngraphroot = "${root}/graph"\nrunroot = "${root}/run"\n`,
    ),
    CONTAINERS_REGISTRIES_CONF: file('registries.conf', 'unqualified-search-registries = []\n'),
  };
  const podman = (args: string[], input?: Buffer) =>
    execFileSync('podman', args, { cwd: root, env, input, encoding: 'utf8', stdio: 'pipe', timeout: 60_000 }).trim();
  const dispose = () => {
    spawnSync('podman', ['rm', '-fa', '-t', '0'], { cwd: root, env });
    spawnSync('podman', ['rm', '-fa', '-t', '0'], { cwd: root, env });
    spawnSync('umount', ['-R', path.join(root, 'graph/overlay')]);
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    podman(['import', '--change', 'ENV PATH=/bin', '-', IMAGE], imageOf(path.join(root, 'image')));
    podman(['run', '--rm', '--network', 'none', '--memory', '64m', IMAGE, 'true']);
  } catch (error) {
    dispose();
    return `podman cannot run a container: ${String((error as { stderr?: string }).stderr ?? error).trim()}`;
  }
  const listInPeace = (words: string[], attempt = 1): string => {
    try {
      return podman(words);
    } catch (error) {
      if (attempt === 20) throw error;
      return listInPeace(words, attempt + 1);
    }
  };
  const labelled = ['--filter', 'label=ecs-migrate-engine'];
  const lists = [
    ['ps', '-aq'],
    ['volume', 'ls', '-q'],
    ['images', '-q'],
  ];
  return {
    env,
    left: () =>
      lists.flatMap((words) =>
        listInPeace([...words, ...labelled])
          .split('\n')
          .filter(Boolean),
      ),
    working: () => listInPeace(['ps', '-aq', '--external']).split('\n').filter(Boolean),
    [Symbol.dispose]: dispose,
  };
}

/** What tests need of podman. If it is not available, the title of a skipped test shows the reason. */
export function podmanForTests() {
  const podman = aPodman();
  const none = typeof podman === 'string';
  return {
    missing: none,
    title: (name: string) => (none ? `${name} (skipped: ${podman})` : name),
    env: none ? {} : podman.env,
    left: () => (none ? [] : podman.left()),
    working: () => (none ? [] : podman.working()),
    dispose: () => none || podman[Symbol.dispose](),
  };
}

/** The tar of a root file system with a shell and little else. */
function imageOf(folder: string): Buffer {
  for (const name of ['bin', 'etc', 'tmp', 'work']) mkdirSync(path.join(folder, name), { recursive: true });
  chmodSync(path.join(folder, 'tmp'), 0o1777);
  copyFileSync('/bin/busybox', path.join(folder, 'bin/busybox'));
  for (const name of APPLETS) symlinkSync('busybox', path.join(folder, 'bin', name));
  writeFileSync(path.join(folder, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n');
  return execFileSync('tar', ['-C', folder, '-c', '.'], { maxBuffer: 64 * 1024 * 1024 });
}
