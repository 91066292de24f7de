import { createHmac } from 'node:crypto';
import type { Page } from '@playwright/test';

/** Password and second factor of oneself. */
export class AccountPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(): Promise<void> {
    await this.#page.goto('/account');
  }

  /** Adds an authenticator app as a person with one would. Returns its secret and the recovery codes. */
  async addSecondFactor(): Promise<{ secret: string; recoveryCodes: string[] }> {
    await this.#page.getByRole('button', { name: 'Add an authenticator app' }).click();
    const secret = (await this.#page.getByTestId('factor-secret').textContent()) ?? '';
    await this.#page.getByLabel('Code', { exact: true }).fill(codeOf(secret, Date.now()));
    await this.#page.getByRole('button', { name: 'Turn it on' }).click();
    return { secret, recoveryCodes: await this.recoveryCodes() };
  }

  /** Adds a passkey of this browser's authenticator. */
  async addPasskey(name: string): Promise<void> {
    await this.#page.getByLabel('Name of the passkey').fill(name);
    await this.#page.getByRole('button', { name: 'Add a passkey' }).click();
  }

  /** The codes that are shown this once. */
  async recoveryCodes(): Promise<string[]> {
    const codes = this.#page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
    await codes.first().waitFor();
    return codes.allInnerTexts();
  }

  async changePassword(of: { present: string; next: string; again?: string }): Promise<void> {
    await this.#page.getByLabel('Present password').fill(of.present);
    await this.#page.getByLabel('New password', { exact: true }).fill(of.next);
    await this.#page.getByLabel('New password again').fill(of.again ?? of.next);
    await this.#page.getByRole('button', { name: 'Change the password' }).click();
  }
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator app shows (RFC 6238), written apart from the console's own way to it. */
export function codeOf(base32: string, at: number): string {
  const bits = [...base32].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', key).update(step).digest();
  const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fff_ffff;
  return String(number % 1_000_000).padStart(6, '0');
}
