import { execFile } from 'node:child_process';

/** An `nft` that says nothing for so long is given up: the node comes up without the rule. */
const NFT_WITHIN_MS = 5_000;

/** Runs `nft` with a script on its input; rejects with its words. */
export type NftRunner = (script: string) => Promise<void>;

/**
 * Drops what comes for a virtual address of this node on any interface but its TUN: a hostile network beside the
 * machine could otherwise ask the kernel, packet by packet, whether a connection through the tunnel exists, and write
 * into it. Where there is no nftables the machine stays open to that, and `missing` says so.
 */
export class IngressGuard {
  readonly #tun: string;
  readonly #nft: NftRunner;
  #addresses = '';
  #missing: string | undefined;

  constructor(tun: string, nft: NftRunner = runNft) {
    this.#tun = tun;
    this.#nft = nft;
  }

  /** Why the addresses are not guarded, as a sentence with the next step; undefined where they are. */
  get missing(): string | undefined {
    return this.#missing;
  }

  /** Guards these addresses (prefix text such as `198.18.0.5/32`) and no others from now on. */
  async protect(prefixes: readonly string[]): Promise<void> {
    const addresses = prefixes.map((text) => text.replace(/\/.*/, ''));
    if (addresses.join() === this.#addresses) return;
    if (addresses.length === 0) return this.remove();
    try {
      await this.#nft(guardScript(this.#tun, addresses));
      this.#addresses = addresses.join();
      this.#missing = undefined;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#missing =
        `other machines of this network can probe the addresses ${addresses.join(' and ')} directly: ` +
        `nftables took no rule against it (${why}); install the package nftables and start the node again`;
    }
  }

  /** Takes the rules away. What a crash left is replaced at the next start; without the TUN it meets no address. */
  async remove(): Promise<void> {
    if (this.#addresses === '') return;
    this.#addresses = '';
    await this.#nft(removal(this.#tun)).catch(() => undefined);
  }
}

/** One transaction that replaces whatever an earlier run left. */
export function guardScript(tun: string, addresses: readonly string[]): string {
  const rules = addresses.map((address) => {
    const family = address.includes(':') ? 'ip6' : 'ip';
    // What the machine sends to itself comes in on its loopback.
    return `    iifname != { "${tun}", "lo" } ${family} daddr ${address} counter drop\n`;
  });
  return (
    `${removal(tun)}table inet ${tableOf(tun)} {\n  chain incoming {\n` +
    `    type filter hook prerouting priority raw; policy accept;\n${rules.join('')}  }\n}\n`
  );
}

/** Declared first, since only a table that is there can be deleted. */
function removal(tun: string): string {
  return `table inet ${tableOf(tun)}\ndelete table inet ${tableOf(tun)}\n`;
}

/** Interface names may hold what names of tables may not. */
function tableOf(tun: string): string {
  return `ntm_${Buffer.from(tun).toString('hex')}`;
}

function runNft(script: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile('nft', ['-f', '-'], { timeout: NFT_WITHIN_MS }, (error, _output, messages) => {
      if (error === null) resolve();
      else if (error.code === 'ENOENT') reject(new Error('the program "nft" is missing'));
      else reject(new Error(messages.trim().split('\n')[0] || error.message));
    });
    // A program that is missing or ends early has its own error.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(script);
  });
}
