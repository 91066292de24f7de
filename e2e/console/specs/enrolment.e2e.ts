import { expect, test } from '../fixtures.ts';
import { EnrollingDevice } from '../stack/enrolling-device.ts';
import { ensureRealm, withDatabase } from '../stack/seed.ts';

test.beforeAll(() => withDatabase(ensureRealm));
test.beforeEach(({ login }) => login.as('operator'));

test('a key is made, shown once as code and line, and only then', async ({ page, enrol }) => {
  await enrol.open();
  await enrol.make({ name: 'Tills, refit', atMost: 60 });
  await expect(enrol.code('Tills, refit')).toBeVisible();
  await expect(page.getByRole('heading', { name: /^2\. / })).toBeFocused();
  const line = (await enrol.enrolmentString.textContent()) ?? '';
  expect(line).toMatch(/^ntm:\/\/enrol\?/);
  await expect(enrol.row('Tills, refit')).toContainText('0 of 60');
  await page.reload();
  await expect(enrol.row('Tills, refit')).toBeVisible();
  expect(await page.content()).not.toContain(line.slice(-20));
});

test('a revoked key can be used no more', async ({ enrol }) => {
  await enrol.open();
  await enrol.make({ name: 'Spare phone' });
  await expect(enrol.row('Spare phone')).toContainText('can be used');
  await enrol.revoke('Spare phone');
  await expect(enrol.row('Spare phone')).toContainText('revoked');
  const suspend = enrol.suspendNodes('Spare phone');
  await expect(suspend).toHaveAccessibleName('Suspend 0 nodes of Spare phone');
  await expect(suspend).toHaveAccessibleDescription('No node came in by it');
  await expect(suspend).toBeDisabled();
});

test('a key that leaked takes the nodes that came in by it with it', async ({ page, enrol, nodes }) => {
  await enrol.open();
  const label = `Leaked ${Date.now()}`;
  await enrol.make({ name: label, atMost: 5 });
  const invitation = (await enrol.enrolmentString.textContent()) ?? '';
  const names = [`thief-${Date.now()}`, `owner-${Date.now()}`];
  for (const name of names) {
    expect(await new EnrollingDevice().ask(invitation, { agent: 'test/1', name })).toMatchObject({
      kind: 'enrolled',
    });
  }
  await expect(enrol.row(label)).toContainText('2 of 5');
  await enrol.revoke(label, { suspends: 2 });
  await expect(enrol.row(label)).toContainText('revoked');
  await nodes.open('?state=suspended');
  for (const name of names) await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
});

test('the nodes of a key that was revoked without them are suspended in one step', async ({
  page,
  enrol,
  nodes,
}) => {
  await enrol.open();
  const label = `Leaked before ${Date.now()}`;
  await enrol.make({ name: label, atMost: 5 });
  const invitation = (await enrol.enrolmentString.textContent()) ?? '';
  const names = [`stays-${Date.now()}`, `goes-${Date.now()}`];
  for (const name of names) {
    expect(await new EnrollingDevice().ask(invitation, { agent: 'test/1', name })).toMatchObject({
      kind: 'enrolled',
    });
  }
  await enrol.revoke(label);
  const suspend = enrol.suspendNodes(label);
  await expect(suspend).toHaveAccessibleName(`Suspend 2 nodes of ${label}`);
  await suspend.click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('they are resumed one by one');
  await dialog.getByRole('button', { name: 'Suspend 2 nodes' }).click();
  await expect(dialog).toBeHidden();
  await expect(suspend).toHaveAccessibleName(`Suspend 0 nodes of ${label}`);
  await expect(suspend).toHaveAccessibleDescription(/^Its nodes are suspended/);
  await nodes.open('?state=suspended');
  for (const name of names) await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
});

test('a node of a key that asks first waits until somebody approves it, or is turned away', async ({
  page,
  enrol,
  nodes,
}) => {
  await enrol.open();
  await enrol.make({ name: 'Visitors', atMost: 2, asksFirst: true });
  const invitation = (await enrol.enrolmentString.textContent()) ?? '';
  const said = `-${Date.now()}`;
  const [welcome, unwanted] = [new EnrollingDevice(), new EnrollingDevice()];
  const comes = { agent: 'test/1', name: `welcome${said}` };
  expect(await welcome.ask(invitation, comes)).toMatchObject({ kind: 'pending' });
  const goes = { agent: 'test/1', name: `unwanted${said}` };
  expect(await unwanted.ask(invitation, goes)).toMatchObject({ kind: 'pending' });
  await enrol.admitted.getByRole('link', { name: `Approve unwanted${said}` }).click();
  await page.getByRole('button', { name: 'Refuse', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Refuse' }).click();
  await expect(page.getByRole('button', { name: 'Approve', exact: true })).toBeHidden();
  await nodes.open('?state=pending');
  await page.getByRole('link', { name: `welcome${said}`, exact: true }).click();
  await page.getByRole('button', { name: 'Approve', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Approve', exact: true })).toBeHidden();
  expect(await welcome.ask(invitation, comes)).toMatchObject({
    kind: 'enrolled',
    result: { name: comes.name },
  });
  expect(await unwanted.ask(invitation, goes)).toMatchObject({ kind: 'refused', code: 'refused' });
});

test('a key that is used up or has expired admits nobody more, and each side says so', async ({
  page,
  enrol,
}) => {
  const label = `Loan ${Date.now()}`;
  await enrol.open();
  await enrol.make({ name: label, expires: 'in 1 h' });
  const invitation = (await enrol.enrolmentString.textContent()) ?? '';
  const asked = { agent: 'test/1', name: `loan-${Date.now()}` };
  expect(await new EnrollingDevice().ask(invitation, asked)).toMatchObject({ kind: 'enrolled' });
  await expect(enrol.row(label)).toContainText('used up');
  expect(await new EnrollingDevice().ask(invitation, asked)).toMatchObject({
    kind: 'refused',
    code: 'keyExhausted',
    message: expect.stringContaining('has admitted as many nodes as it may'),
  });

  const short = `Short ${Date.now()}`;
  await page.reload();
  await enrol.make({ name: short, atMost: 5, expires: 'in 1 h' });
  const late = (await enrol.enrolmentString.textContent()) ?? '';
  await withDatabase((prisma) =>
    prisma.enrolmentKey.updateMany({
      where: { label: short },
      data: { expiresAt: new Date(Date.now() - 1) },
    }),
  );
  expect(await new EnrollingDevice().ask(late, asked)).toMatchObject({
    kind: 'refused',
    code: 'keyExpired',
    message: expect.stringContaining('has expired'),
  });
  await page.reload();
  await expect(enrol.row(short)).toContainText('expired');
});
