import { generateKeyPairSync } from 'node:crypto';
import type { Page, TestInfo } from '@playwright/test';
import { startIperfServer, tcpThroughput } from '../../lab/iperf.ts';
import { until } from '../../lab/shell.ts';
import { expect, test } from '../fixtures.ts';
import type { ConfigPage } from '../pages/config-page.ts';
import { NodesPage } from '../pages/nodes-page.ts';
import { type FleetDevice, FleetDevices } from '../stack/fleet-devices.ts';
import type { FleetNetwork } from '../stack/fleet-network.ts';
import { noteRowTimes, samplesToPage } from '../stack/row-times.ts';

/** Bytes of an inner packet of full size, and of those what TCP carries: IPv4, TCP and its time stamps take the rest. */
const INNER_PACKET = { bytes: 1_420, payload: 1_420 - 20 - 20 - 12 };
const TRAFFIC = { seconds: 20, paced: '20M' };
const ROLLED_BACK_WITHIN_MS = 90_000;

const obstacle = process.env.E2E_FLEET_OBSTACLE;
test.skip(obstacle !== undefined, `Real nodes cannot run here: ${obstacle}.`);
test.describe.configure({ mode: 'serial', timeout: 120_000 });

let devices: FleetDevices;
let till: FleetDevice;
let nas: FleetDevice;
/** Ids by which the console knows them. */
const ids = new Map<string, string>();
const idOf = (device: FleetDevice) => ids.get(device.name) ?? '';

test.beforeAll(async () => {
  const network: FleetNetwork = JSON.parse(process.env.E2E_FLEET_NETWORK ?? '{}');
  const started = await FleetDevices.start(network, ['till-7', 'nas']);
  devices = started.devices;
  till = started.nodes['till-7'];
  nas = started.nodes.nas;
});
test.afterAll(() => devices?.tearDown());
test.beforeEach(({ login }) => login.as('operator'));

for (const name of ['nas', 'till-7'] as const) {
  test(`${name} enrols with the copied line, is greeted, and is in the list without a reload`, async ({
    page,
    enrol,
  }, info) => {
    const device = name === 'nas' ? nas : till;
    const listPage = await page.context().newPage();
    const list = new NodesPage(listPage);
    await list.open();
    await expect(list.headline).toBeVisible();
    await page.bringToFront();
    await enrol.open();
    await enrol.make({ name: `Key of ${name}` });
    const line = await enrol.copyCommand();
    expect(line).toMatch(/^npx --no ntm-node enrol 'ntm:\/\/enrol\?.*'$/);
    await device.node.type(line);
    const greeted = enrol.admitted.getByRole('link', { name, exact: true });
    await expect(greeted).toBeVisible();
    await devices.up(device);
    await expect(enrol.admitted.getByRole('listitem')).toContainText(/Online|Idle/);
    await picture(page, info, 'greeted');
    const [ipv4 = '', ipv6 = ''] = (await device.node.status()).virtualAddresses;
    // The first row shows by itself; later ones wait, so that nothing moves under the pointer.
    if (device === till) await list.showNew();
    await expect(list.row(name)).toContainText(/Online|Idle/);
    await expect(list.row(name)).toContainText(ipv4);
    await picture(listPage, info, 'list');
    await greeted.click();
    await page.waitForURL('**/nodes/*');
    await expect(page.getByText(ipv4)).toBeVisible();
    await expect(page.getByText(ipv6)).toBeVisible();
    ids.set(name, page.url().split('/').at(-1) ?? '');
  });
}

test('a ping by name makes the tunnel, and the page says which way it goes and why', async ({
  page,
  node,
}, info) => {
  await node.open(idOf(till));
  await expect(node.sentence).toContainText('talking to nobody');
  expect(await devices.reaches(till, 'nas.ntm.internal')).toBe(true);
  await expect(node.tunnel('nas')).toContainText(/LAN|Direct/);
  await expect(node.sentence).toContainText('Well, and talking to 1 peer.');
  await picture(page, info, 'tunnel');
});

test('the chart shows what iperf3 reports, within a second of the sample', async ({ page, node }, info) => {
  const { lab } = devices;
  const [target = ''] = (await nas.node.status()).virtualAddresses;
  await startIperfServer(lab, nas.node.namespace);
  await node.open(idOf(till));
  await expect(page.getByRole('button', { name: /Live/ })).toBeVisible();
  await node.showTable();
  await noteRowTimes(node.table);
  const began = Date.now();
  const { megabitsPerSecond } = await tcpThroughput(lab, till.node.namespace, { target, ...TRAFFIC });
  const ended = Date.now();
  await picture(page, info, 'table');
  const rows = await node.throughputRows();
  const lags = (await samplesToPage(node.table, idOf(till))).sort((one, other) => one - other);
  await page.getByRole('button', { name: 'Chart' }).click();
  await picture(page, info, 'chart');
  // A row is the mean of the seconds before it: those of the run's edges know calm as well.
  const middle = rows.filter(({ at }) => at > began + 4_000 && at < ended - 1_000);
  expect(middle.length).toBeGreaterThan(5);
  const shown = middle.reduce((sum, row) => sum + row.outMbps, 0) / middle.length;
  // The node counts bytes of inner IP packets; iperf3 those that TCP carried.
  const wanted = (megabitsPerSecond * INNER_PACKET.bytes) / INNER_PACKET.payload;
  const difference = (shown / wanted - 1) * 100;
  note(
    info,
    'chart against iperf3',
    `${shown.toFixed(2)} of ${wanted.toFixed(2)} Mbit/s, ${difference.toFixed(2)} %`,
  );
  expect(Math.abs(difference)).toBeLessThan(10);
  const median = lags[Math.floor(lags.length / 2)] ?? Number.POSITIVE_INFINITY;
  note(info, 'sample to page', `median ${median} ms, at most ${lags.at(-1)} ms, of ${lags.length} samples`);
  expect(median).toBeLessThan(1_000);
});

test('an edited interval is compared, pushed to all, and both nodes are seen to apply it', async ({
  page,
  config,
}, info) => {
  await config.open();
  await config.field('Telemetry every').fill('20');
  await expect(config.changes).toContainText('20');
  await picture(page, info, 'difference');
  const seconds = await pushToAll(page, config, { version: 2, headline: /^2 of 2 applied\./ });
  await picture(page, info, 'board');
  note(info, 'push to applied', `${Math.round(seconds * 1_000)} ms`);
  await expectInSync(page, info, 'r2');
});

test('a configuration whose only coordinator is dead brings both nodes back by themselves', async ({
  page,
  config,
}, info) => {
  test.setTimeout(240_000);
  await config.open();
  await expect(config.headline).toContainText('Fleet v2, in force.');
  const [endpoints, publicKey] = [config.field('Endpoints of DC 1'), config.field('Public key')];
  const alive = [await endpoints.inputValue(), await publicKey.inputValue()] as const;
  await endpoints.fill(deadEndpoint(alive[0]));
  await publicKey.fill(anyPublicKey());
  await expect(config.changes).toContainText('No old DC stays: only the probe brings nodes back');
  await picture(page, info, 'warning');
  const { sent, lost } = await pingsDuring(async () => {
    const seconds = await pushToAll(page, config, { version: 3, headline: /2 went back by themselves\./ });
    note(info, 'dead coordinator to rolled back', `${seconds.toFixed(1)} s`);
    expect(seconds * 1_000).toBeLessThan(ROLLED_BACK_WITHIN_MS);
    const broken = page.getByRole('region', { name: 'Not as planned' });
    await expect(broken).toContainText('no coordinator of it answered, one of the old list did');
    await picture(page, info, 'rolled-back');
    await page.goto('/nodes');
    await expect(new NodesPage(page).row('nas')).toContainText('Rolled back');
    await config.open();
    await endpoints.fill(alive[0]);
    await publicKey.fill(alive[1]);
    await pushToAll(page, config, { version: 4, headline: /^2 of 2 applied\./ });
    await expectInSync(page, info, 'r4');
  });
  note(info, 'pings by name meanwhile', `${sent}, ${lost} without an answer`);
  expect(sent).toBeGreaterThan(20);
  expect(lost).toBe(0);
});

test('a suspended node is out of reach within seconds, its page says so, and it comes back', async ({
  page,
  node,
}, info) => {
  const [address = ''] = (await nas.node.status()).virtualAddresses;
  expect(await devices.reaches(till, 'nas.ntm.internal')).toBe(true);
  await node.open(idOf(nas));
  await node.suspend();
  const suspended = performance.now();
  await until('the suspended node does not answer', 20_000, async () =>
    (await devices.reaches(till, address)) ? undefined : true,
  );
  note(info, 'suspended to silence', `${((performance.now() - suspended) / 1_000).toFixed(1)} s`);
  await expect(node.sentence).toContainText(
    'Suspended. Nobody is directed to it, and it to nobody. It keeps its address.',
  );
  await picture(page, info, 'suspended');
  expect(await devices.reaches(till, 'nas.ntm.internal')).toBe(false);
  await node.open(idOf(till));
  await picture(page, info, 'peer-of-suspended');
  await node.open(idOf(nas));
  await node.resume();
  const resumed = performance.now();
  await until('the resumed node answers', 60_000, async () =>
    (await devices.reaches(till, 'nas.ntm.internal')) ? true : undefined,
  );
  note(info, 'resumed to answer', `${((performance.now() - resumed) / 1_000).toFixed(1)} s`);
  await expect(page.getByText('Registered', { exact: true })).toBeVisible();
  await expect(node.sentence).toContainText('Well, and talking to 1 peer.');
  await picture(page, info, 'resumed');
});

/** Saves what was typed, pushes it to every node, and waits for the board's headline; seconds from the push to that. */
async function pushToAll(
  page: Page,
  config: ConfigPage,
  { version, headline }: { readonly version: number; readonly headline: RegExp },
): Promise<number> {
  await config.button('Save and push').click();
  await expect(config.pushDialog).toHaveAccessibleName(`Push v${version} to 2 nodes`);
  await config.confirmPush();
  await expect(config.headline).toContainText(headline, { timeout: ROLLED_BACK_WITHIN_MS + 30_000 });
  // A push is known by the instant at which it was made.
  return (Date.now() - Number(page.url().split('/').at(-1))) / 1_000;
}

/** The list shows both nodes with this revision in force; enrolment gave each its first. */
async function expectInSync(page: Page, info: TestInfo, revision: string): Promise<void> {
  await page.goto('/nodes');
  const list = new NodesPage(page);
  for (const { name } of [till, nas]) {
    await expect(list.row(name)).toContainText('In sync');
    await expect(list.row(name).getByRole('cell', { name: revision, exact: true })).toBeVisible();
  }
  await picture(page, info, 'in-sync');
}

/** Pings by name, one after the other, while the work is done; counts those that were not answered. */
async function pingsDuring(work: () => Promise<void>): Promise<{ sent: number; lost: number }> {
  let [isWanted, sent, lost] = [true, 0, 0];
  const pinging = (async () => {
    while (isWanted) {
      sent += 1;
      if (!(await devices.reaches(till, 'nas.ntm.internal'))) lost += 1;
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  })();
  try {
    await work();
  } finally {
    isWanted = false;
    await pinging;
  }
  return { sent, lost };
}

/** The same address with a port where nobody listens. */
function deadEndpoint(endpoints: string): string {
  return (endpoints.split(',')[0] ?? '').replace(/:\d+$/, ':9');
}

function anyPublicKey(): string {
  const { publicKey } = generateKeyPairSync('x25519');
  return String(publicKey.export({ format: 'jwk' }).x);
}

async function picture(page: Page, info: TestInfo, name: string): Promise<void> {
  await page.screenshot({ path: info.outputPath(`${name}.png`) });
}

/** A figure for whoever reads the report. */
function note(info: TestInfo, type: string, description: string): void {
  info.annotations.push({ type, description });
  console.log(`${type}: ${description}`);
}
