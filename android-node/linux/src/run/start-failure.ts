/** Why a node cannot start, as a sentence that ends in the next step. */
export class StartFailure extends Error {}

/** The failure to open a TUN of the kernel. */
export function tunFailure(name: string, error: unknown): StartFailure {
  switch (codeOf(error)) {
    case 'EPERM':
    case 'EACCES':
      return new StartFailure(`the interface ${name} needs root (or CAP_NET_ADMIN): start it with sudo`);
    case 'ENOENT':
    case 'ENODEV':
      return new StartFailure(
        'the kernel offers no /dev/net/tun: load it with "modprobe tun", or give the container that device',
      );
    case 'EBUSY':
      return new StartFailure(
        `another program uses the interface ${name}: stop it, or choose another name with --tun`,
      );
    case 'EINVAL':
      return new StartFailure(
        `${name} is an interface of another kind already: choose another name with --tun`,
      );
    default:
      return new StartFailure(`the interface ${name} cannot be opened: ${messageOf(error)}`);
  }
}

/** The listen port that a person chose cannot be had; undefined for failures that a node lives with. */
export function portFailure(port: number, error: unknown): StartFailure | undefined {
  if (port === 0) return undefined;
  if (codeOf(error) === 'EADDRINUSE')
    return new StartFailure(
      `UDP port ${port} is taken: stop the program that has it, or choose another with --listen-port`,
    );
  if (codeOf(error) === 'EACCES')
    return new StartFailure(`UDP port ${port} needs root: choose one from 1024 up with --listen-port`);
  return undefined;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
